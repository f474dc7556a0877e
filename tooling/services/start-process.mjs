import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

/** @import { ChildProcess } from 'node:child_process' */

const startMilliseconds = 30_000
const pollMilliseconds = 10

/**
 * @typedef {object} ProcessOptions
 * @property {string} program
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} [env] All of its environment. Default: an empty one.
 * @property {(output: string) => boolean | Promise<boolean>} isReady Asked until it says yes, with
 *   everything that the process wrote so far.
 * @property {number} [patienceMilliseconds] How long SIGTERM may take. Default 5000.
 */

/**
 * @typedef {object} RunningProcess
 * @property {number} pid
 * @property {() => string} output Everything that it wrote, to stdout and stderr.
 * @property {(signal: NodeJS.Signals) => boolean} signal
 * @property {() => Promise<void>} ended
 * @property {() => Promise<void>} stop SIGTERM, and SIGKILL when that is not enough; no harm if it
 *   ended already.
 */

/** @type {Set<ChildProcess>} */
const running = new Set()

// A test run that breaks off leaves nothing behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Starts a program in the foreground and waits until it is ready.
 * @param {ProcessOptions} options
 * @returns {Promise<RunningProcess>}
 * @throws Error with what the program wrote, when it does not get ready
 */
export async function startProcess(options) {
  const { program, args, env = {}, isReady, patienceMilliseconds = 5_000 } = options
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = keepOutput(child)
  await once(child, 'spawn')
  running.add(child)
  const ended = once(child, 'close').then(() => {
    running.delete(child)
  })
  const stop = () => end(child, ended, patienceMilliseconds)
  try {
    await ready(child, () => isReady(output()))
  } catch (error) {
    await stop()
    throw new Error(`${program} did not start: ${output()}`, { cause: error })
  }
  return {
    pid: Number(child.pid),
    output,
    signal: (signal) => child.kill(signal),
    ended: () => ended,
    stop,
  }
}

/** @param {ChildProcess} child */
function keepOutput(child) {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  return () => output
}

/** @param {ChildProcess} child */
function hasEnded({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null
}

/**
 * @param {ChildProcess} child
 * @param {() => boolean | Promise<boolean>} isReady
 */
async function ready(child, isReady) {
  const deadline = Date.now() + startMilliseconds
  while (!(await isReady())) {
    if (hasEnded(child)) throw new Error('it ended')
    if (Date.now() > deadline) throw new Error(`not ready after ${startMilliseconds} ms`)
    await pause(pollMilliseconds)
  }
  // Whoever answered may have been somebody else.
  if (hasEnded(child)) throw new Error('it ended')
}

/**
 * @param {ChildProcess} child
 * @param {Promise<void>} ended
 * @param {number} patienceMilliseconds
 */
async function end(child, ended, patienceMilliseconds) {
  if (!hasEnded(child)) child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMilliseconds)
  await ended
  clearTimeout(late)
}
