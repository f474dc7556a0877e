import { needService } from './find-service.mjs'
import { onFreePort } from './free-port.mjs'
import { redisCommand } from './redis-command.mjs'
import { startProcess } from './start-process.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

/** @import { Reply } from './redis-command.mjs' */
/** @import { RunningProcess } from './start-process.mjs' */

/**
 * @typedef {object} RedisOptions
 * @property {'redis-server' | 'valkey-server'} [program] Default `redis-server`, or what serves as it.
 * @property {boolean} [persistent] Whether it has after a restart what it had before: every write is on
 *   the disk before it is answered. Default false: nothing is kept.
 * @property {number} [replicaOf] The port of another one; it is ready once it has what that has, and it
 *   takes no writes.
 * @property {readonly string[]} [args] More of them, such as `['--maxmemory', '1mb']`.
 */

/**
 * @typedef {object} RunningRedis
 * @property {number} port
 * @property {string} url `redis://127.0.0.1:PORT`
 * @property {() => string} output Everything that the process wrote since it was started last.
 * @property {(...words: string[]) => Promise<Reply>} command Sends one command over a connection of its
 *   own, and throws what the server has against it.
 * @property {() => Promise<void>} kill SIGKILL, as when a machine loses power.
 * @property {() => Promise<void>} restart Ends it if need be and starts it again on the same port: empty,
 *   unless it is persistent.
 * @property {() => void} pause It accepts connections and answers nothing, until `resume`.
 * @property {() => void} resume
 * @property {() => Promise<void>} stop Ends it and removes its folder.
 */

/**
 * @param {RedisOptions} [options]
 * @returns {Promise<RunningRedis>}
 */
export async function startRedis(options = {}) {
  const { program = 'redis-server', persistent = false, replicaOf, args = [] } = options
  const path = needService(program)
  const folder = await temporaryFolder('redis')
  const replica = replicaOf === undefined ? [] : ['--replicaof', '127.0.0.1', String(replicaOf)]
  /** @param {number} port */
  const start = (port) =>
    startProcess({
      program: path,
      args: [...settings(port, folder.path, persistent), ...replica, ...args],
      isReady: () => isReady(port, replicaOf),
    })
  try {
    return await onFreePort(async (port) =>
      withLife(port, await start(port), () => start(port), folder.remove),
    )
  } catch (error) {
    await folder.remove()
    throw error
  }
}

/**
 * @param {number} port
 * @param {RunningProcess} first
 * @param {() => Promise<RunningProcess>} start
 * @param {() => Promise<void>} remove
 * @returns {RunningRedis}
 */
function withLife(port, first, start, remove) {
  let current = first
  const end = async () => {
    // One that is paused hears no SIGTERM.
    current.signal('SIGCONT')
    await current.stop()
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    output: () => current.output(),
    command: (...words) => redisCommand(port, words),
    async kill() {
      current.signal('SIGKILL')
      await current.ended()
    },
    async restart() {
      await end()
      current = await start()
    },
    pause: () => void current.signal('SIGSTOP'),
    resume: () => void current.signal('SIGCONT'),
    stop: () => end().then(remove),
  }
}

/**
 * @param {number} port
 * @param {string} folder
 * @param {boolean} persistent
 */
function settings(port, folder, persistent) {
  const listening = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder]
  const keeping = persistent ? ['yes', '--appendfsync', 'always'] : ['no']
  // Otherwise it waits five seconds, in case more replicas come.
  const replicating = ['--repl-diskless-sync-delay', '0']
  const foreground = ['--daemonize', 'no']
  return [...listening, ...foreground, ...replicating, '--save', '', '--appendonly', ...keeping]
}

/**
 * Whether it takes commands: a port that is open may belong to a server that is still loading.
 * @param {number} port
 * @param {number} [primary] The port of the one that it follows, which has to know of it.
 */
async function isReady(port, primary) {
  try {
    if ((await redisCommand(port, ['PING'])) !== 'PONG') return false
    if (primary === undefined) return true
    const replication = async (/** @type {number} */ of) =>
      String(await redisCommand(of, ['INFO', 'replication']))
    if (!(await replication(port)).includes('link_status:up')) return false
    return (await replication(primary)).includes(`port=${port},state=online`)
  } catch (error) {
    // With a password, or a certificate asked for, it is there all the same.
    return error instanceof Error && error.message.startsWith('NOAUTH')
  }
}
