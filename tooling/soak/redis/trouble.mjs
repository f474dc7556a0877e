import { setTimeout as pause } from 'node:timers/promises'

/** @import { RunningRedis } from '@portcullis-tooling/services' */

/** @type {Readonly<Record<string, (redis: RunningRedis) => Promise<unknown>>>} What can happen to a server. */
export const troubles = {
  async killed(redis) {
    await redis.kill()
    await pause(Math.random() * 1000)
    await redis.restart()
  },
  async hangs(redis) {
    redis.pause()
    await pause(Math.random() * 3000)
    redis.resume()
  },
  flushed: (redis) => redis.command('FLUSHALL', Math.random() < 0.5 ? 'SYNC' : 'ASYNC'),
  async flushedOften(redis) {
    for (let time = 0; time < 50; time++) await redis.command('FLUSHALL')
  },
  async full(redis) {
    await redis.command('CONFIG', 'SET', 'maxmemory', '1')
    await pause(Math.random() * 1000)
    await redis.command('CONFIG', 'SET', 'maxmemory', '0')
  },
  disconnected: (redis) => redis.command('CLIENT', 'KILL', 'TYPE', 'normal'),
  async hangsAndIsKilled(redis) {
    redis.pause()
    await pause(Math.random() * 1000)
    await redis.kill()
    await redis.restart()
  },
}

/**
 * One thing after the other, until it is stopped.
 * @param {readonly RunningRedis[]} servers
 * @param {AbortSignal} signal
 * @param {(what: string) => void} onTrouble
 */
export async function makeTrouble(servers, signal, onTrouble) {
  const names = Object.keys(troubles)
  for (let turn = 0; !signal.aborted; turn++) {
    await pause(2000 + Math.random() * 10_000, undefined, { signal }).catch(() => {})
    const server = servers[Math.floor(Math.random() * servers.length)]
    const name = names[turn % names.length] ?? ''
    if (signal.aborted || server === undefined) return
    onTrouble(name)
    await troubles[name]?.(server)
  }
}
