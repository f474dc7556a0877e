import { startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import { type ReplayStoreEvent, redisReplayStore } from '../../src/index.js'
import { clusterClients, singleClients } from '../support/clients.js'
import {
  breakdownOf,
  endAfterEach,
  ending,
  epochKey,
  eventually,
  forbidUnhandledRejections,
  freshKey,
  never,
  seconds,
} from '../support/redis.js'

forbidUnhandledRejections()
endAfterEach()

for (const [name, connect] of Object.entries(singleClients)) {
  describeWith('redis-server', `[R120, A13] a store over ${name} that was emptied`, () => {
    const setting = async () => {
      const redis = ending(await startRedis())
      const { client } = ending(await connect(redis.port))
      const events: ReplayStoreEvent[] = []
      const store = redisReplayStore({ client, onEvent: (event) => events.push(event) })
      await store.warmUp()
      return { redis, client, store, events }
    }

    test.each([
      ['by FLUSHALL', (redis: Awaited<ReturnType<typeof startRedis>>) => redis.command('FLUSHALL')],
      [
        'by a restart',
        async (redis: Awaited<ReturnType<typeof startRedis>>) => {
          await redis.kill()
          await redis.restart()
        },
      ],
    ])('%s accepts nothing that may have come before', async (_how, empty) => {
      const { redis, store, events } = await setting()
      const [used, since] = [freshKey(), seconds() - 15]
      expect(await store.reserve(used, seconds() + 60, never)).toBe(true)
      const before = seconds()
      await empty(redis)
      const answer = await eventually(
        () => Promise.resolve(store.reserve(used, seconds() + 60, since)).catch(() => undefined),
        (said) => said !== undefined,
      )
      expect(answer).toEqual({ remembersSince: expect.any(Number) })
      const { remembersSince } = answer as { remembersSince: number }
      expect(remembersSince).toBeGreaterThanOrEqual(before)
      expect(remembersSince).toBeLessThanOrEqual(seconds())
      // To the moment: who may have come then is refused, who cannot have is not.
      expect(await store.reserve(freshKey(), seconds() + 60, remembersSince)).toEqual(answer)
      expect(await store.reserve(freshKey(), seconds() + 60, remembersSince + 0.001)).toBe(true)
      expect(events.map(({ kind }) => kind)).toEqual(['store_empty', 'store_empty'])
      expect(await store.reserve(used, seconds() + 60, since)).toBe(false)
    })

    test('is noticed by the very reservations that came with the first', async () => {
      const { redis, store } = await setting()
      await redis.command('FLUSHALL')
      const answers = await Promise.all(
        Array.from({ length: 200 }, () =>
          store.reserve(freshKey(), seconds() + 60, seconds() - 15),
        ),
      )
      expect(answers.filter((answer) => typeof answer === 'boolean')).toEqual([])
    })
  })

  describeWith('redis-server', `the epoch of a store over ${name}`, () => {
    test('is begun once, whoever is first, and has no end', async () => {
      const redis = ending(await startRedis())
      const events: ReplayStoreEvent[] = []
      const clients = await Promise.all(Array.from({ length: 5 }, () => connect(redis.port)))
      const stores = clients.map(({ client }) =>
        redisReplayStore({ client, onEvent: (event) => events.push(event) }),
      )
      for (const client of clients) ending(client)
      const answers = await Promise.all(
        stores.map((store) => store.reserve(freshKey(), seconds() + 60, 0)),
      )
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
      expect(events.map(({ kind }) => kind)).toEqual(['store_empty'])
      expect(await redis.command('PTTL', epochKey)).toBe(-1)
    })

    test('is by the clock of the node', async () => {
      const redis = ending(await startRedis())
      const { client } = ending(await connect(redis.port))
      const clock = () => 1_700_000_000_000
      const store = redisReplayStore({ client, clock })
      const answer = await store.reserve(freshKey(), 1_700_000_060, 1_699_999_985)
      expect(answer).toEqual({ remembersSince: 1_700_000_000 })
    })

    test.each(['', 'x', '-1', 'Infinity', 'NaN', '0'])(
      'that says %j says nothing',
      async (text) => {
        const redis = ending(await startRedis())
        await redis.command('SET', epochKey, text)
        const { client } = ending(await connect(redis.port))
        const store = redisReplayStore({ client })
        await store.warmUp()
        const reason = await breakdownOf(store.reserve(freshKey(), seconds() + 60, never))
        expect(reason.message).toContain(`The key ${epochKey} holds what was not written here`)
      },
    )

    test('survives with a store that keeps what it has', async () => {
      const redis = ending(await startRedis({ persistent: true }))
      const { client } = ending(await connect(redis.port))
      const store = redisReplayStore({ client })
      await store.warmUp()
      const [used, since] = [freshKey(), seconds() + 0.001]
      expect(await store.reserve(used, seconds() + 60, since)).toBe(true)
      await redis.kill()
      await redis.restart()
      const again = () => Promise.resolve(store.reserve(used, seconds() + 60, since)).catch(() => 0)
      expect(await eventually(again, (answer) => answer !== 0)).toBe(false)
      expect(await store.reserve(freshKey(), seconds() + 60, since)).toBe(true)
    })
  })
}

describeWith('redis-server', '[R120, A13] a store over a cluster', () => {
  test('notices that one node came back empty, and refuses what was there alone', async () => {
    const cluster = ending(await startRedisCluster())
    const ports = cluster.nodes.map(({ port }) => port)
    const stores = await Promise.all(
      Object.values(clusterClients).map(async (connect, index) => {
        const { client } = ending(await connect(ports))
        const keyPrefix = `client${index}:`
        const store = redisReplayStore({ client, keyPrefix, timeoutMilliseconds: 900 })
        await store.warmUp()
        const since = seconds() + 0.001
        const reserve = (key: string) =>
          Promise.resolve(store.reserve(key, seconds() + 60, since)).catch(() => undefined)
        const keys = Array.from({ length: 60 }, freshKey)
        expect(new Set(await Promise.all(keys.map(reserve)))).toEqual(new Set([true]))
        const some = (count: number) =>
          Promise.all(Array.from({ length: count }, () => reserve(freshKey())))
        return { keys, reserve, some }
      }),
    )

    await cluster.nodes[0]?.kill()
    // Its slots have nobody; after a second nor have the others.
    for (const { some } of stores) {
      await eventually(
        () => some(12),
        (answers) => answers.every((answer) => answer === undefined),
      )
    }
    await cluster.nodes[0]?.restart()
    await cluster.healthy()
    for (const { keys, reserve, some } of stores) {
      await eventually(
        () => some(60),
        (answers) => answers.every((answer) => answer !== undefined),
      )
      const answers = await Promise.all(keys.map(reserve))
      expect(answers).not.toContain(true)
      expect(answers).not.toContain(undefined)
      const forgotten = answers.filter((answer) => typeof answer === 'object')
      expect(forgotten.length).toBeGreaterThan(5)
      expect(forgotten.length).toBeLessThan(45)
    }
  })
})
