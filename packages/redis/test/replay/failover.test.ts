import { setTimeout as pause } from 'node:timers/promises'
import { caughtUp, startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import { redisReplayStore } from '../../src/index.js'
import { clusterClients, ioredis, singleClients } from '../support/clients.js'
import {
  breakdownOf,
  endAfterEach,
  ending,
  epochKey,
  eventually,
  forbidUnhandledRejections,
  freshKey,
  seconds,
} from '../support/redis.js'
import { replicated } from '../support/replicated.js'

forbidUnhandledRejections()
endAfterEach()

for (const [name, connect] of Object.entries(singleClients)) {
  describeWith('redis-server', `[R120, R122, A13] a failover, with ${name}`, () => {
    test('is over by itself, and what the replica had is a replay', async () => {
      const { primary, reserve, isReplicated, failOver, answered } = await replicated(connect)
      const used = Array.from({ length: 50 }, freshKey)
      expect(new Set(await Promise.all(used.map(reserve)))).toEqual(new Set([true]))
      await isReplicated(used[49] ?? '')
      await primary.kill()
      const { code, retryAfterSeconds } = await breakdownOf(reserve())
      expect([code, retryAfterSeconds]).toEqual(['replay_store_unavailable', 1])
      await failOver()
      expect(await answered()).toBe(true)
      expect(new Set(await Promise.all(used.map(reserve)))).toEqual(new Set([false]))
    })

    test('may forget the last proofs; not when the key that vouches for them is deleted', async () => {
      const { replica, link, reserve, failOver, answered } = await replicated(connect)
      link.cut()
      const lost = freshKey()
      expect(await reserve(lost)).toBe(true)
      await failOver()
      expect(await answered(lost)).toBe(true)
      await replica.command('FLUSHALL')
      await replica.command('SET', epochKey, '1')
      expect(await reserve(lost)).toBe(true)
      await replica.command('DEL', `portcullis:proof:{p}${lost}`, epochKey)
      expect(await reserve(lost)).toEqual({ remembersSince: expect.any(Number) })
    })

    test('forgets nothing that passed, when replicas must have it', async () => {
      const setting = await replicated(connect, { waitForReplicas: 1 })
      const { primary, link, replica, reserve, failOver, passes } = setting
      await passes()
      const passed = Array.from({ length: 100 }, freshKey)
      expect(new Set(await Promise.all(passed.map(reserve)))).toEqual(new Set([true]))
      for (const key of passed.slice(0, 10)) expect(await reserve(key)).toBe(false)
      link.cut()
      const lost = freshKey()
      expect((await breakdownOf(reserve(lost))).code).toBe('replay_store_unavailable')
      const message = await eventually(
        async () => (await breakdownOf(reserve())).message,
        (text) => text.includes('0 of 1'),
      )
      expect(message).toContain('0 of 1 replicas have the proof')
      expect(await primary.command('EXISTS', `portcullis:proof:{p}${lost}`)).toBe(1)
      await failOver()
      for (const key of passed) {
        expect(await replica.command('EXISTS', `portcullis:proof:{p}${key}`)).toBe(1)
      }
      // The new primary has no replica itself: nothing passes until it has.
      expect(await breakdownOf(reserve())).toMatchObject({ code: 'replay_store_unavailable' })
      const next = ending(await startRedis({ replicaOf: replica.port }))
      await passes()
      expect(await next.command('DBSIZE')).toBeGreaterThan(100)
      expect(new Set(await Promise.all(passed.map(reserve)))).toEqual(new Set([false]))
    })
  })

  describeWith('redis-server', `[R120, A13] waiting for replicas, with ${name}`, () => {
    test('ends in time while one hangs, and is over when it is back', async () => {
      const setting = await replicated(connect, { waitForReplicas: 1, timeoutMilliseconds: 300 })
      const { replica, reserve, passes } = setting
      await passes()
      replica.pause()
      expect((await breakdownOf(reserve())).code).toBe('replay_store_unavailable')
      replica.resume()
      await passes()
    })

    test('believes no answer of a server that took over meanwhile', async () => {
      const setting = await replicated(connect, { waitForReplicas: 1, timeoutMilliseconds: 900 })
      const { primary, replica, link, address, reserve, passes } = setting
      // The one that takes over has a replica itself.
      ending(await startRedis({ replicaOf: replica.port }))
      await passes()
      link.cut()
      const key = freshKey()
      const answer = breakdownOf(reserve(key))
      const isWritten = () => primary.command('EXISTS', `portcullis:proof:{p}${key}`)
      await eventually(isWritten, (count) => count === 1)
      await pause(20)
      // The write was answered; the wait may be sent again, elsewhere.
      address.lead(replica.port)
      await replica.command('REPLICAOF', 'NO', 'ONE')
      address.cut()
      address.mend()
      expect((await answer).code).toBe('replay_store_unavailable')
      expect(await replica.command('EXISTS', `portcullis:proof:{p}${key}`)).toBe(0)
    })
  })
}

describeWith('redis-server', '[R120, A13] a client that sends commands again', () => {
  test('does not take what another connection wrote for replicated', async () => {
    const { replica, address, reserve, passes } = await replicated(ioredis, { waitForReplicas: 1 })
    await passes()
    replica.pause()
    const key = freshKey()
    address.loseAnswerTo(key)
    const { message } = await breakdownOf(reserve(key))
    expect(message).toContain('The connection was lost before replicas had the proof')
  })
})

describeWith('redis-server', '[R120, R122, A13] a failover in a cluster', () => {
  test('is over by itself, and what the replica had is a replay', { timeout: 60_000 }, async () => {
    const cluster = ending(await startRedisCluster({ replicated: true }))
    const ports = cluster.nodes.map(({ port }) => port)
    const clients = await Promise.all(
      Object.values(clusterClients).map(async (connect) => ending(await connect(ports)).client),
    )
    const stores = await Promise.all(
      clients.map(async (client) => {
        const store = redisReplayStore({ client })
        await store.warmUp()
        const since = seconds() + 0.001
        const used = Array.from({ length: 60 }, freshKey)
        const reserve = (key: string) =>
          Promise.resolve(store.reserve(key, seconds() + 60, since)).catch(() => 'unavailable')
        expect(new Set(await Promise.all(used.map(reserve)))).toEqual(new Set([true]))
        return { used, reserve }
      }),
    )
    const [[primary], [replica]] = [cluster.nodes, cluster.replicas]
    if (primary === undefined || replica === undefined) throw new Error('Three of each')
    await caughtUp(replica, primary)
    await primary.kill()
    for (const { used, reserve } of stores) {
      const answers = await eventually(
        () => Promise.all(used.map(reserve)),
        (all) => !all.includes('unavailable'),
      )
      expect(new Set(answers)).toEqual(new Set([false]))
      expect(await reserve(freshKey())).toBe(true)
    }
  })
})
