import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { describeWith } from '../describe-with.mjs'
import { findService } from '../find-service.mjs'
import { startRedis } from '../redis.mjs'

const running: Awaited<ReturnType<typeof startRedis>>[] = []

async function start(...options: Parameters<typeof startRedis>) {
  const redis = await startRedis(...options)
  running.push(redis)
  return redis
}

afterEach(async () => {
  for (const redis of running.splice(0)) await redis.stop()
})

const setOnce = ['SET', 'key', '1', 'NX', 'PX', '60000'] as const

// Where Valkey can be had it is treated alike; where not, nothing is missing.
const valkey = findService('valkey-server') === undefined ? [] : (['valkey-server'] as const)

for (const program of ['redis-server', ...valkey] as const) {
  describeWith(program, `a ${program} for tests`, () => {
    test('takes commands as soon as it is there, and two do not meet', async () => {
      const [first, second] = [await start({ program }), await start({ program })]
      expect(await first.command(...setOnce)).toBe('OK')
      expect(await first.command(...setOnce)).toBeNull()
      expect(await second.command('EXISTS', 'key')).toBe(0)
      expect(first.url).toBe(`redis://127.0.0.1:${first.port}`)
    })

    test('gives answers of every kind, and throws what it has against a command', async () => {
      const { command } = await start({ program })
      const text = 'ü\r\n'.repeat(50_000)
      await command('SET', 'text', text)
      const answer = await command('MGET', 'text', 'nothing')
      const bytes = Buffer.from(text).toString('latin1')
      expect(answer).toEqual([bytes, null])
      await expect(command('INCR', 'text')).rejects.toThrow('not an integer')
    })

    test('is gone when killed, and empty on the same port when started again', async () => {
      const redis = await start({ program })
      await redis.command(...setOnce)
      await redis.kill()
      await expect(redis.command('PING')).rejects.toThrow('ECONNREFUSED')
      await redis.restart()
      expect(await redis.command('EXISTS', 'key')).toBe(0)
    })

    test('restarts without being killed first', async () => {
      const redis = await start({ program })
      await redis.command(...setOnce)
      await redis.restart()
      expect(await redis.command('EXISTS', 'key')).toBe(0)
    })

    test('has what it had when it is persistent, also after a kill', async () => {
      const redis = await start({ program, persistent: true })
      await redis.command(...setOnce)
      await redis.kill()
      await redis.restart()
      expect(await redis.command(...setOnce)).toBeNull()
    })

    test('answers nothing while it is paused, and then all of it', async () => {
      const redis = await start({ program })
      redis.pause()
      const answer = redis.command('PING')
      expect(await Promise.race([answer, pause(200, 'nothing')])).toBe('nothing')
      redis.resume()
      expect(await answer).toBe('PONG')
    })

    test('refuses writes as a replica, until it is made a primary', async () => {
      const primary = await start({ program })
      await primary.command(...setOnce)
      const replica = await start({ program, replicaOf: primary.port })
      expect(await replica.command('EXISTS', 'key')).toBe(1)
      await expect(replica.command(...setOnce)).rejects.toThrow('READONLY')
      await replica.command('REPLICAOF', 'NO', 'ONE')
      expect(await replica.command(...setOnce)).toBeNull()
    })

    test('stops while paused or killed, and again, and leaves no folder', async () => {
      const redis = await startRedis({ program })
      const [, folder] = (await redis.command('CONFIG', 'GET', 'dir')) as [string, string]
      expect(existsSync(folder)).toBe(true)
      redis.pause()
      await redis.stop()
      await redis.stop()
      expect(existsSync(folder)).toBe(false)
    })

    test('takes settings, a password among them, and says why when it does not start', async () => {
      const redis = await start({ program, args: ['--maxmemory', '1', '--requirepass', 'open'] })
      await expect(redis.command('PING')).rejects.toThrow('NOAUTH')
      const full = await start({ program, args: ['--maxmemory', '1'] })
      await expect(full.command(...setOnce)).rejects.toThrow('OOM')
      await expect(startRedis({ program, args: ['--no-such-setting', '1'] })).rejects.toThrow(
        /did not start: .*no-such-setting/s,
      )
    })
  })
}
