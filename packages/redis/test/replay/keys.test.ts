import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { describe, expect, test } from 'vitest'
import { clusterSlots, keySlot } from '../../src/client/key-slot.js'
import { redisReplayStore } from '../../src/index.js'
import { clusterBuckets } from '../../src/replay/bucket-names.js'
import { ioredis, singleClients } from '../support/clients.js'
import { endAfterEach, ending, freshKey, never, seconds } from '../support/redis.js'

endAfterEach()

for (const [name, connect] of Object.entries(singleClients)) {
  describeWith('redis-server', `what the store over ${name} writes`, () => {
    test('[R121, R189] is a prefix and the digest, and a value that says nothing', async () => {
      const redis = ending(await startRedis())
      const { client } = ending(await connect(redis.port))
      const store = redisReplayStore({ client, keyPrefix: 'api:' })
      const key = freshKey()
      await store.reserve(key, seconds() + 60, never)
      const keys = await redis.command('KEYS', '*')
      expect(new Set(keys as string[])).toEqual(
        new Set([`api:proof:{p}${key}`, 'api:proof:{p}:epoch']),
      )
      expect(await redis.command('GET', `api:proof:{p}${key}`)).toMatch(/^(?:1|[\w-]{12}1)$/)
    })

    test.each([60, 0.5, 3675.25])('[R121, R122] stays %d s, and hardly longer', async (left) => {
      const redis = ending(await startRedis())
      const { client } = ending(await connect(redis.port))
      const store = redisReplayStore({ client })
      const key = freshKey()
      const expiresAt = seconds() + left
      await store.reserve(key, expiresAt, never)
      const end = Number(await redis.command('PEXPIRETIME', `portcullis:proof:{p}${key}`))
      expect(end).toBeGreaterThanOrEqual(expiresAt * 1000)
      expect(end).toBeLessThan(expiresAt * 1000 + 2000)
    })

    test('is one command for each proof, and one for all of a turn', async () => {
      const redis = ending(await startRedis())
      const { client } = ending(await connect(redis.port))
      const store = redisReplayStore({ client })
      await store.warmUp()
      await redis.command('CONFIG', 'RESETSTAT')
      const keys = Array.from({ length: 32 }, freshKey)
      await Promise.all(keys.map((key) => store.reserve(key, seconds() + 60, never)))
      const stats = String(await redis.command('INFO', 'commandstats'))
      expect(stats).toContain('cmdstat_set:calls=32,')
      expect(stats).toContain('cmdstat_get:calls=1,')
    })
  })
}

describeWith('redis-server', 'with ioredis, what a turn reserves', () => {
  test('is written at once, and nothing is held back after it', async () => {
    const redis = ending(await startRedis())
    const { client } = ending(await ioredis(redis.port))
    const store = redisReplayStore({ client })
    const { stream } = client
    const reserving = Array.from({ length: 70 }, () =>
      store.reserve(freshKey(), seconds() + 60, never),
    )
    expect(stream.writableCorked).toBe(1)
    expect(stream.writableLength).toBeGreaterThan(0)
    await Promise.all(reserving)
    expect(stream.writableCorked).toBe(0)
    const late = store.reserve(freshKey(), seconds() + 60, never)
    stream.destroy()
    await expect(late).rejects.toThrow()
    expect(stream.writableCorked).toBe(0)
    expect(client.stream.writableCorked).toBe(0)
  })
})

describeWith('redis-server', '[R122, A14] a Redis that may throw proofs away', () => {
  test.each([
    ['allkeys-lru', '2mb', ['allkeys-lru']],
    ['volatile-ttl', '2mb', ['volatile-ttl']],
    ['noeviction', '2mb', []],
    ['allkeys-lru', '0', []],
  ])('%s, with maxmemory %s, is told', async (policy, memory, told) => {
    const args = ['--maxmemory-policy', policy, '--maxmemory', memory]
    const redis = ending(await startRedis({ args }))
    for (const connect of Object.values(singleClients)) {
      const policies: string[] = []
      const { client } = ending(await connect(redis.port))
      const store = redisReplayStore({
        client,
        onEvent: (event) => event.kind === 'eviction_possible' && policies.push(event.policy),
      })
      await store.warmUp()
      expect(policies).toEqual(told)
    }
  })
})

describeWith('redis-server', 'what the store does not take', () => {
  test('is a key that is no digest, or a time that is none', async () => {
    const redis = ending(await startRedis())
    const { client } = ending(await ioredis(redis.port))
    const store = redisReplayStore({ client })
    const [key, end] = [freshKey(), seconds() + 60]
    const wrong: [string, number, number][] = [
      ['short', end, never],
      [`${key} `, end, never],
      [`{x}${key}`, end, never],
      [key, Number.NaN, never],
      [key, Number.POSITIVE_INFINITY, never],
      [key, end, Number.NaN],
      [key, end, undefined as never],
    ]
    for (const args of wrong) await expect(store.reserve(...args)).rejects.toThrow(TypeError)
    expect(await redis.command('DBSIZE')).toBe(0)
  })
})

describe('the buckets of a cluster', () => {
  test('lie evenly over its slots', () => {
    const places = clusterBuckets.map((name) => keySlot(name) / clusterSlots)
    for (const [index, place] of places.entries()) {
      expect(Math.abs(place - (index + 0.5) / clusterBuckets.length)).toBeLessThan(0.005)
    }
  })

  test('have the slots that the cluster specification says', () => {
    expect(keySlot('123456789')).toBe(0x31c3)
    expect(keySlot('foo')).toBe(12_182)
  })
})
