import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { describe, expect, test } from 'vitest'
import { type ReplayStoreEvent, redisReplayStore } from '../../src/index.js'
import { ioredis, singleClients } from '../support/clients.js'
import {
  breakdownOf,
  endAfterEach,
  ending,
  eventually,
  forbidUnhandledRejections,
  freshKey,
  never,
  seconds,
} from '../support/redis.js'
import { startRelay } from '../support/relay.js'

forbidUnhandledRejections()
endAfterEach()

type Options = Omit<Parameters<typeof redisReplayStore>[0], 'client'>

for (const [name, connect] of Object.entries(singleClients)) {
  const setting = async (options: Options = {}, args: readonly string[] = []) => {
    const redis = ending(await startRedis({ args }))
    const { client } = ending(await connect(redis.port))
    const store = redisReplayStore({ client, ...options })
    await store.warmUp()
    const reserve = (key = freshKey()) => store.reserve(key, seconds() + 60, never)
    const recovered = () =>
      eventually(
        () => Promise.resolve(reserve()).catch((error: unknown) => error),
        (answer) => answer === true,
      )
    return { redis, store, reserve, recovered }
  }

  describeWith('redis-server', `[R122, C8] the store over ${name}, when Redis`, () => {
    test('is down: fails at once, and is back by itself', async () => {
      const { redis, reserve, recovered } = await setting()
      await redis.kill()
      const first = await breakdownOf(reserve())
      expect([first.code, first.retryAfterSeconds]).toEqual(['replay_store_unavailable', 1])
      const answers = Array.from({ length: 5000 }, () => breakdownOf(reserve()))
      for (const { code } of await Promise.all(answers))
        expect(code).toBe('replay_store_unavailable')
      expect((await breakdownOf(reserve())).message).toContain('not connected')
      await redis.restart()
      expect(await recovered()).toBe(true)
    })

    test('[A13] hangs: is given up in time, and what it did all the same counts', async () => {
      const { redis, reserve, recovered } = await setting({ timeoutMilliseconds: 100 })
      const key = freshKey()
      redis.pause()
      const start = performance.now()
      const late = await breakdownOf(reserve(key))
      expect(late.message).toContain('did not answer in 100 ms')
      expect(performance.now() - start).toBeGreaterThan(90)
      redis.resume()
      expect(await recovered()).toBe(true)
      expect(await reserve(key)).toBe(false)
    })

    test('hangs: after the first nobody waits, but for one a second', async () => {
      const { redis, reserve, recovered } = await setting({ timeoutMilliseconds: 300 })
      redis.pause()
      await breakdownOf(reserve())
      const messages: string[] = []
      for (let index = 0; index < 100; index++)
        messages.push((await breakdownOf(reserve())).message)
      expect(messages.filter((text) => text.includes('does not answer')).length).toBeGreaterThan(90)
      redis.resume()
      expect(await recovered()).toBe(true)
    })

    test('hangs: at most so many commands wait for it', async () => {
      const { redis, reserve, recovered } = await setting({ maximumPending: 50 })
      redis.pause()
      const all = await Promise.all(Array.from({ length: 300 }, () => breakdownOf(reserve())))
      const refused = all.filter(({ message }) => message.includes('50 commands wait'))
      expect(refused.length).toBeGreaterThanOrEqual(250)
      redis.resume()
      expect(await recovered()).toBe(true)
    })

    test('is quick, and this process is held up itself: passes', async () => {
      const redis = ending(await startRedis())
      // Some turns away, as a network is.
      const relay = ending(await startRelay(redis.port))
      const { client } = ending(await connect(relay.port))
      const store = redisReplayStore({ client, timeoutMilliseconds: 300 })
      await store.warmUp()
      for (let time = 0; time < 3; time++) {
        // More than are sent together, in a turn that takes long.
        const reserving = Array.from({ length: 40 }, () =>
          store.reserve(freshKey(), seconds() + 60, never),
        )
        const end = performance.now() + 350
        while (performance.now() < end);
        expect(new Set(await Promise.all(reserving))).toEqual(new Set([true]))
      }
    })

    test('is out of memory', async () => {
      const { redis, reserve, recovered } = await setting()
      await redis.command('CONFIG', 'SET', 'maxmemory', '1')
      expect((await breakdownOf(reserve())).message).toContain('Redis answered OOM')
      await redis.command('CONFIG', 'SET', 'maxmemory', '0')
      expect(await recovered()).toBe(true)
    })

    test('is a replica that takes no writes', async () => {
      const primary = ending(await startRedis())
      const replica = ending(await startRedis({ replicaOf: primary.port }))
      const { client } = ending(await connect(replica.port))
      const store = redisReplayStore({ client })
      const reason = await breakdownOf(store.reserve(freshKey(), seconds() + 60, never))
      expect(reason.message).toContain('Redis answered READONLY')
    })

    test('[A13, A20] fails, and the dangerous option lets requests pass, with an event for each', async () => {
      const events: ReplayStoreEvent[] = []
      const { redis, store, reserve } = await setting({
        onUnavailable: 'dangerouslyAllowReplay',
        onEvent: (event) => {
          events.push(event)
          throw new Error('A hook that throws')
        },
      })
      expect(events.splice(0).map(({ kind }) => kind)).toEqual(['store_empty'])
      const key = freshKey()
      expect([await reserve(key), await reserve(key)]).toEqual([true, false])
      await redis.command('FLUSHALL')
      expect(await store.reserve(key, seconds() + 60, seconds() - 15)).toBe(true)
      expect(events.splice(0).map(({ kind }) => kind)).toEqual(['store_empty', 'replay_unchecked'])
      await redis.kill()
      expect([await reserve(key), await reserve(key)]).toEqual([true, true])
      const reasons = events.map((event) => event.kind === 'replay_unchecked' && event.reason.code)
      expect(reasons).toEqual(['replay_store_unavailable', 'replay_store_unavailable'])
    })

    test('[R189] fails, what is said of it does not repeat the command', async () => {
      const { redis, reserve } = await setting()
      await redis.command('CONFIG', 'SET', 'maxmemory', '1')
      const key = freshKey()
      const { message, cause } = await breakdownOf(reserve(key))
      const all = `${message} ${String(cause)} ${JSON.stringify(cause, Object.getOwnPropertyNames(cause))}`
      expect(all).not.toContain(key)
    })
  })
}

describeWith('redis-server', 'a client that sends commands again', () => {
  describe('[R120, A13] whose answer was lost with the connection', () => {
    test('knows its own reservation, and no other passes', async () => {
      const redis = ending(await startRedis())
      const relay = ending(await startRelay(redis.port))
      const { client } = ending(await ioredis(relay.port, { enableOfflineQueue: true }))
      const store = redisReplayStore({ client })
      await store.warmUp()
      const key = freshKey()
      relay.loseAnswerTo(key)
      const answers = [store.reserve(key, seconds() + 60, never)]
      expect(await Promise.all(answers)).toEqual([true])
      expect(await redis.command('EXISTS', `portcullis:proof:{p}${key}`)).toBe(1)
      expect(await store.reserve(key, seconds() + 60, never)).toBe(false)
    })
  })
})
