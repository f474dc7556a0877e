import { setTimeout as pause } from 'node:timers/promises'
import type { IntrospectionEntry } from '@portcullis/core'
import { startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterAll, expect, test } from 'vitest'
import { redisIntrospectionCache } from '../../src/index.js'
import { clusterClients, nodeRedis, singleClients } from '../support/clients.js'
import {
  endAfterEach,
  ending,
  eventually,
  forbidUnhandledRejections,
  freshKey,
  seconds,
} from '../support/redis.js'
import { startRelay } from '../support/relay.js'

forbidUnhandledRejections()
endAfterEach()

function entryOf(sub: string): IntrospectionEntry {
  const answeredAt = seconds()
  return { claims: { active: true, sub }, answeredAt, expiresAt: answeredAt + 60 }
}

const servers = {
  async one() {
    const redis = ending(await startRedis())
    return [redis.port]
  },
  /** One for all tests: each has keys of its own. */
  async cluster() {
    shared ??= startRedisCluster()
    return (await shared).nodes.map(({ port }) => port)
  },
}

let shared: ReturnType<typeof startRedisCluster> | undefined

afterAll(async () => (await shared)?.stop())

const all = [
  ...Object.entries(singleClients).map(
    ([name, make]) => [name, servers.one, ([port = 0]: readonly number[]) => make(port)] as const,
  ),
  ...Object.entries(clusterClients).map(([name, make]) => [name, servers.cluster, make] as const),
]

for (const [name, start, make] of all) {
  describeWith('redis-server', `[A27] an entry deleted on one node, with ${name}`, () => {
    const setting = async () => {
      const ports = await start()
      const nodes = await Promise.all(
        [0, 1].map(async () => {
          const { client } = ending(await make(ports))
          const { client: subscriber } = ending(await nodeRedis(ports[0] ?? 0))
          return redisIntrospectionCache({ client, subscriber, nearCache: { seconds: 30 } })
        }),
      )
      const [here, there] = nodes
      if (here === undefined || there === undefined) throw new Error('Two nodes')
      /** Until the other node keeps what it reads. */
      const near = (key: string) =>
        eventually(
          () => there.get(key),
          (found) => found !== undefined && !(there.get(key) instanceof Promise),
        )
      return { here, there, near }
    }

    test('is not put back by a question from before', async () => {
      const { here, there } = await setting()
      const [key, before, after] = [freshKey(), {}, {}]
      expect(await there.get(key, before)).toBeUndefined()
      await here.delete(key)
      await there.set(key, entryOf('old'), before)
      expect(await here.get(key)).toBeUndefined()
      expect(await there.get(key, after)).toBeUndefined()
      await there.set(key, entryOf('new'), after)
      expect((await here.get(key))?.claims.sub).toBe('new')
      // Nor when it comes after an answer from after.
      await there.set(key, entryOf('old'), before)
      expect((await there.get(key))?.claims.sub).toBe('new')
      // Nor by who did not look.
      await there.set(key, entryOf('blind'))
      expect((await here.get(key))?.claims.sub).toBe('new')
    })

    test('is gone from what the others keep, within 100 ms', async () => {
      const { here, there, near } = await setting()
      const key = freshKey()
      const told: string[] = []
      there.onDelete?.((deleted) => told.push(deleted))
      await here.set(key, entryOf('alice'))
      expect((await near(key))?.claims.sub).toBe('alice')
      await here.delete(key)
      const start = performance.now()
      expect(
        await eventually(
          () => there.get(key),
          (found) => found === undefined,
        ),
      ).toBeUndefined()
      expect(performance.now() - start).toBeLessThan(process.env.CI === 'true' ? 1000 : 500)
      expect(
        await eventually(
          () => told,
          ({ length }) => length > 0,
        ),
      ).toEqual([key])
    })

    test('is told here at once, and once', async () => {
      const { here } = await setting()
      const told: string[] = []
      here.onDelete?.((key) => told.push(key))
      const key = freshKey()
      const deleting = here.delete(key)
      expect(told).toEqual([key])
      await deleting
      await pause(50)
      expect(told).toEqual([key])
    })
  })
}

for (const [name, connect] of Object.entries(singleClients)) {
  describeWith('redis-server', `what a process keeps itself, with ${name}`, () => {
    const setting = async () => {
      const redis = ending(await startRedis())
      const relay = ending(await startRelay(redis.port))
      const { client } = ending(await connect(redis.port))
      const { client: subscriber } = ending(await connect(relay.port))
      const cache = redisIntrospectionCache({ client, subscriber, nearCache: { seconds: 30 } })
      const key = freshKey()
      await cache.set(key, entryOf('alice'))
      const isNear = () => !(cache.get(key) instanceof Promise)
      const near = () =>
        eventually(
          async () => {
            await cache.get(key)
            return isNear()
          },
          (is) => is,
        )
      return { redis, relay, client, cache, key, near, isNear }
    }

    test('is at hand without a turn, and Redis is not asked', async () => {
      const { redis, cache, key, near } = await setting()
      expect(await near()).toBe(true)
      await redis.command('CONFIG', 'RESETSTAT')
      for (let use = 0; use < 100; use++)
        expect(cache.get(key)).toMatchObject({ claims: { sub: 'alice' } })
      expect(await redis.command('INFO', 'commandstats')).not.toContain('cmdstat_mget')
    })

    test('[A27] is not believed while nobody would tell, and forgotten by then', async () => {
      const { redis, relay, cache, key, near, isNear } = await setting()
      expect(await near()).toBe(true)
      relay.cut()
      await eventually(isNear, (is) => !is)
      expect(isNear()).toBe(false)
      // Deleted while nobody listened.
      await redis.command('DEL', `portcullis:introspection:{${key}}`)
      relay.mend()
      await pause(300)
      expect(await cache.get(key)).toBeUndefined()
      await cache.set(key, entryOf('again'))
      expect(await near()).toBe(true)
    })

    test('many who ask at once are one look', async () => {
      const { redis, client } = await setting()
      const cache = redisIntrospectionCache({ client })
      const key = freshKey()
      await cache.set(key, entryOf('alice'))
      await redis.command('CONFIG', 'RESETSTAT')
      const found = await Promise.all(Array.from({ length: 100 }, () => cache.get(key)))
      expect(new Set(found.map((entry) => entry?.claims.sub))).toEqual(new Set(['alice']))
      expect(await redis.command('INFO', 'commandstats')).toContain('cmdstat_mget:calls=1,')
    })
  })
}
