import { readFileSync } from 'node:fs'
import { type RunningRedis, startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import {
  type RedisClient,
  type RedisSubscriber,
  redisIntrospectionCache,
  redisReplayStore,
} from '../src/index.js'
import { ioredis, ioredisCluster, nodeRedis, nodeRedisCluster } from './support/clients.js'
import {
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

const guide = readFileSync(new URL('../../../docs/guides/many-nodes.md', import.meta.url), 'utf8')
const [line = ''] = /^ACL SETUSER .*$/m.exec(guide) ?? []
/** What the guide says. */
const rules = line.replace('PASSWORD', 'hidden').split(' ').slice(1)
const credentials = { username: 'api', password: 'hidden' }
const ofCluster = ['+cluster|slots', '+cluster|shards', '+cluster|info']

async function restrict({ command }: RunningRedis, ...more: readonly string[]) {
  await command('ACL', ...rules, ...more)
}

/** All that the stores do; the first thing that fails is thrown. */
async function useAll(client: RedisClient, subscriber?: RedisSubscriber) {
  const store = redisReplayStore({ client })
  const key = freshKey()
  await store.reserve(key, seconds() + 60, 0)
  expect(await store.reserve(key, seconds() + 60, 0)).toBe(false)
  const cache = redisIntrospectionCache({ client, ...(subscriber && { subscriber }) })
  const answeredAt = seconds()
  const entry = { claims: { active: true as const }, answeredAt, expiresAt: answeredAt + 60 }
  await cache.set(key, entry)
  expect(await cache.get(key)).toMatchObject({ answeredAt })
  await cache.set(key, { ...entry, expiresAt: answeredAt - 1 })
  await cache.set(key, entry)
  if (subscriber !== undefined) {
    await eventually(
      () => cache.get(key),
      () => !(cache.get(key) instanceof Promise),
    )
    expect(cache.get(key)).toMatchObject({ answeredAt })
  }
  await cache.delete(key)
  expect(await cache.get(key)).toBeUndefined()
}

for (const [name, connect] of Object.entries({ redis: nodeRedis, ioredis })) {
  describeWith(
    'redis-server',
    `a user of Redis who may do what the guide says, with ${name}`,
    () => {
      test('can do all that the stores need, and nothing is refused', async () => {
        const redis = ending(await startRedis())
        ending(await startRedis({ replicaOf: redis.port }))
        await restrict(redis, '+wait')
        const { client } = ending(await connect(redis.port, credentials))
        const { client: subscriber } = ending(await connect(redis.port, credentials))
        const events: unknown[] = []
        await redisReplayStore({ client, onEvent: (event) => events.push(event) }).warmUp()
        expect(events).toMatchObject([{ kind: 'store_empty' }])
        await useAll(client, subscriber)
        const waiting = redisReplayStore({ client, waitForReplicas: 1 })
        const reserve = () => Promise.resolve(waiting.reserve(freshKey(), seconds() + 60, never))
        const answer = await eventually(
          () => reserve().catch((error: unknown) => error),
          (said) => said === true,
        )
        expect(answer).toBe(true)
        expect(await redis.command('ACL', 'LOG')).toEqual([])
      })

      test('needs each of them: without it there is an error that names none of the arguments', async () => {
        const redis = ending(await startRedis())
        await restrict(redis)
        const { client } = ending(await connect(redis.port, credentials))
        await useAll(client)
        for (const command of ['set', 'get', 'mget', 'del', 'eval', 'publish']) {
          await restrict(redis, `-${command}`)
          const reason = await useAll(client).catch((error: unknown) => error)
          expect(String(reason), command).toMatch(/Redis answered (NOPERM|ERR)$/)
        }
      })

      test('reaches nothing else', async () => {
        const redis = ending(await startRedis())
        await restrict(redis)
        const { client } = ending(await connect(redis.port, credentials))
        const store = redisReplayStore({ client, keyPrefix: 'other:' })
        await expect(store.reserve(freshKey(), seconds() + 60, 0)).rejects.toThrow('NOPERM')
      })
    },
  )
}

const clusters = { redis: nodeRedisCluster, ioredis: ioredisCluster }

describeWith('redis-server', 'a user of a cluster who may do what the guide says', () => {
  test('can do all that the stores need', async () => {
    const { nodes } = ending(await startRedisCluster())
    const ports = nodes.map(({ port }) => port)
    for (const node of nodes) await restrict(node, ...ofCluster)
    for (const connect of Object.values(clusters)) {
      const { client } = ending(await connect(ports, credentials))
      for (let time = 0; time < 20; time++) await useAll(client)
    }
    for (const { command } of nodes) expect(await command('ACL', 'LOG')).toEqual([])
    for (const rule of ofCluster) expect(guide).toContain(rule)
  })
})
