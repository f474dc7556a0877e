import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { Redis as Redis5 } from 'ioredis-5'
import { createClient as createClient5 } from 'redis-5'
import { expect, test } from 'vitest'
import {
  type RedisClient,
  type RedisSubscriber,
  redisIntrospectionCache,
  redisReplayStore,
} from '../src/index.js'
import { ioredis, nodeRedis, type TestClient } from './support/clients.js'
import {
  breakdownOf,
  endAfterEach,
  ending,
  eventually,
  forbidUnhandledRejections,
  freshKey,
  never,
  seconds,
} from './support/redis.js'

forbidUnhandledRejections()
endAfterEach()

type Connect = (port: number) => Promise<TestClient<RedisClient & RedisSubscriber>>

const settings: Readonly<Record<string, Connect>> = {
  'redis 5': (port) => nodeRedis(port, {}, createClient5 as never),
  'redis 5, RESP 3': (port) => nodeRedis(port, { RESP: 3 }, createClient5 as never),
  'redis, RESP 2': (port) => nodeRedis(port, { RESP: 2 }),
  'redis, RESP 3, with types of its own': (port) =>
    nodeRedis(port, { RESP: 3, commandOptions: { typeMapping: { 36: Buffer, 58: String } } }),
  'redis, with its offline queue': (port) => nodeRedis(port, { disableOfflineQueue: false }),
  'ioredis 5': (port) => ioredis(port, {}, Redis5 as never),
  'ioredis, RESP 2': (port) => ioredis(port, { protocol: 2 }),
  'ioredis, with a prefix of its own': (port) => ioredis(port, { keyPrefix: 'team{1}:' }),
  'ioredis, pipelining by itself': (port) => ioredis(port, { enableAutoPipelining: true }),
  'ioredis, with its offline queue': (port) => ioredis(port, { enableOfflineQueue: true }),
}

describeWith('redis-server', 'clients of other versions and settings', () => {
  test.each(Object.entries(settings))('%s: all is as it should be', async (_name, connect) => {
    const redis = ending(await startRedis())
    const nodes = await Promise.all(
      [0, 1].map(async () => {
        const { client } = ending(await connect(redis.port))
        const { client: subscriber } = ending(await connect(redis.port))
        const store = redisReplayStore({ client })
        await store.warmUp()
        const cache = redisIntrospectionCache({ client, subscriber, nearCache: { seconds: 60 } })
        return { store, cache }
      }),
    )
    const [here, there] = nodes
    if (here === undefined || there === undefined) throw new Error('Two nodes')

    const keys = Array.from({ length: 40 }, freshKey)
    const reserve = (key: string) => here.store.reserve(key, seconds() + 60, never)
    expect(new Set(await Promise.all(keys.map(reserve)))).toEqual(new Set([true]))
    expect(await there.store.reserve(keys[0] ?? '', seconds() + 60, never)).toBe(false)
    const names = [await redis.command('KEYS', '*:epoch')].flat()
    expect(names).toEqual([expect.stringMatching(/^(team\{1\}:)?portcullis:proof:\{p\}:epoch$/)])

    const key = freshKey()
    const answeredAt = seconds()
    const entry = { claims: { active: true as const }, answeredAt, expiresAt: answeredAt + 60 }
    await here.cache.set(key, entry)
    const isNear = () => !(there.cache.get(key) instanceof Promise)
    await eventually(
      () => there.cache.get(key),
      () => isNear(),
    )
    expect(there.cache.get(key)).toMatchObject({ answeredAt })
    await here.cache.delete(key)
    await eventually(isNear, (is) => !is)
    expect(await there.cache.get(key)).toBeUndefined()

    await redis.command('FLUSHALL')
    expect(await here.store.reserve(keys[0] ?? '', seconds() + 60, seconds() - 15)).toEqual({
      remembersSince: expect.any(Number),
    })
    await redis.kill()
    expect((await breakdownOf(reserve(freshKey()))).code).toBe('replay_store_unavailable')
    await redis.restart()
    const again = () => Promise.resolve(reserve(freshKey())).catch(() => false)
    expect(await eventually(again, (answer) => answer === true)).toBe(true)
  })
})
