import { connect } from 'node:net'
import { needService } from './find-service.mjs'
import { onFreePort } from './free-port.mjs'
import { startProcess } from './start-process.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

/** @import { RunningProcess } from './start-process.mjs' */

/**
 * @typedef {object} RedisOptions
 * @property {'redis-server' | 'valkey-server'} [program] Default `redis-server`.
 * @property {readonly string[]} [args] More of them, such as `['--maxmemory', '1mb']`.
 */

/**
 * A store that keeps nothing on disk.
 * @typedef {object} RunningRedis
 * @property {number} port
 * @property {string} url `redis://127.0.0.1:PORT`
 * @property {() => string} output Everything that the process wrote since it was started last.
 * @property {() => Promise<void>} kill SIGKILL, as when a machine loses power.
 * @property {() => Promise<void>} restart Ends it if need be and starts it again: same port, empty.
 * @property {() => void} pause It accepts connections and answers nothing, until `resume`.
 * @property {() => void} resume
 * @property {() => Promise<void>} stop Ends it and removes its folder.
 */

/**
 * @param {RedisOptions} [options]
 * @returns {Promise<RunningRedis>}
 */
export async function startRedis({ program = 'redis-server', args = [] } = {}) {
  const path = needService(program)
  const folder = await temporaryFolder('redis')
  /** @param {number} port */
  const start = (port) =>
    startProcess({
      program: path,
      args: [...settings(port, folder.path), ...args],
      isReady: () => answers(port),
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
 */
function settings(port, folder) {
  const listening = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder]
  return [...listening, '--daemonize', 'no', '--save', '', '--appendonly', 'no']
}

/**
 * Whether it takes commands: a port that is open may belong to a server that is still loading.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    socket.once('error', () => resolve(false)).once('close', () => resolve(false))
    socket.once('data', (text) => {
      resolve(String(text).startsWith('+PONG'))
      socket.destroy()
    })
    socket.write('PING\r\n')
  })
}
