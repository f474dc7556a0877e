import { setTimeout as pause } from 'node:timers/promises'

/** @import { RunningRedis } from './redis.mjs' */

const patienceMilliseconds = 10_000
const pollMilliseconds = 5

/**
 * Waits until a replica has all that its primary had when this was called.
 * @param {Pick<RunningRedis, 'command'>} replica
 * @param {Pick<RunningRedis, 'command'>} primary
 */
export async function caughtUp(replica, primary) {
  const offset = await offsetOf(primary, 'master_repl_offset')
  const deadline = Date.now() + patienceMilliseconds
  while (!((await offsetOf(replica, 'slave_repl_offset')) >= offset)) {
    if (Date.now() > deadline) throw new Error('The replica does not catch up')
    await pause(pollMilliseconds)
  }
}

/**
 * @param {Pick<RunningRedis, 'command'>} redis
 * @param {string} name
 */
async function offsetOf(redis, name) {
  const info = String(await redis.command('INFO', 'replication'))
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1])
}
