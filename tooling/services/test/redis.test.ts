import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { describeWith } from '../describe-with.mjs'
import { findService } from '../find-service.mjs'
import { startRedis } from '../redis.mjs'
import { command, setting } from './redis-commands.js'

const running: Awaited<ReturnType<typeof startRedis>>[] = []

async function start(...options: Parameters<typeof startRedis>) {
  const redis = await startRedis(...options)
  running.push(redis)
  return redis
}

afterEach(async () => {
  for (const redis of running.splice(0)) await redis.stop()
})

// Where Valkey can be had it is treated alike; where not, nothing is missing.
const valkey = findService('valkey-server') === undefined ? [] : (['valkey-server'] as const)

for (const program of ['redis-server', ...valkey] as const) {
  describeWith(program, `a ${program} for tests`, () => {
    test('takes commands as soon as it is there, and two do not meet', async () => {
      const [first, second] = [await start({ program }), await start({ program })]
      expect(await command(first.port, 'SET key 1 NX PX 60000')).toBe('+OK')
      expect(await command(first.port, 'SET key 1 NX PX 60000')).toBe('$-1')
      expect(await command(second.port, 'EXISTS key')).toBe(':0')
      expect(first.url).toBe(`redis://127.0.0.1:${first.port}`)
    })

    test('is gone when killed, and empty on the same port when started again', async () => {
      const redis = await start({ program })
      await command(redis.port, 'SET key 1')
      await redis.kill()
      await expect(command(redis.port, 'PING')).rejects.toThrow('ECONNREFUSED')
      await redis.restart()
      expect(await command(redis.port, 'EXISTS key')).toBe(':0')
    })

    test('restarts without being killed first', async () => {
      const redis = await start({ program })
      await command(redis.port, 'SET key 1')
      await redis.restart()
      expect(await command(redis.port, 'EXISTS key')).toBe(':0')
    })

    test('answers nothing while it is paused, and then all of it', async () => {
      const redis = await start({ program })
      redis.pause()
      const answer = command(redis.port, 'PING')
      expect(await Promise.race([answer, pause(200, 'nothing')])).toBe('nothing')
      redis.resume()
      expect(await answer).toBe('+PONG')
    })

    test('stops while paused or killed, and again, and leaves no folder', async () => {
      const redis = await startRedis({ program })
      const folder = await setting(redis.port, 'dir')
      expect(existsSync(folder)).toBe(true)
      redis.pause()
      await redis.stop()
      await redis.stop()
      expect(existsSync(folder)).toBe(false)
    })

    test('takes settings, and says why when it does not start', async () => {
      const redis = await start({ program, args: ['--maxmemory', '2mb'] })
      expect(await setting(redis.port, 'maxmemory')).toBe('2097152')
      await expect(startRedis({ program, args: ['--no-such-setting', '1'] })).rejects.toThrow(
        /did not start: .*no-such-setting/s,
      )
    })
  })
}
