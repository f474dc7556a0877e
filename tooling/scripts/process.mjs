import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

/** @import { SpawnOptions } from 'node:child_process' */

/** The top of the repository, with a slash at its end. */
export const top = fileURLToPath(new URL('../..', import.meta.url))

/**
 * How to start pnpm: inside a pnpm script it is on the PATH, elsewhere npx brings it and puts it
 * there, which is where turbo looks for it.
 */
export function pnpmCommand() {
  const insidePnpm = /pnpm/.test(process.env.npm_execpath ?? '')
  return insidePnpm ? ['pnpm'] : ['npx', '-y', 'pnpm@10']
}

/**
 * The exit code as a shell would give it: 128 and more for a process that a signal ended.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCodeOf(code, signal) {
  return code ?? 128 + constants.signals[signal ?? 'SIGKILL']
}

/**
 * @param {readonly string[]} command
 * @param {SpawnOptions} options
 */
export function start([program = '', ...args], options) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...options.env }
  return spawn(program, args, { cwd: top, ...options, env })
}

/**
 * Resolves to the exit code; rejects if the program cannot be started.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(exitCodeOf(code, signal)))
  })
}

/**
 * Runs a command that speaks to the terminal itself.
 * @param {readonly string[]} command
 * @param {SpawnOptions} [options]
 */
export function show(command, options = {}) {
  return ended(start(command, { stdio: ['ignore', 'inherit', 'inherit'], ...options }))
}

/**
 * Runs a command and keeps what it says.
 * @param {readonly string[]} command
 * @param {SpawnOptions} [options]
 */
export async function capture(command, options = {}) {
  const child = start(command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text
    output += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const code = await ended(child)
  return { code, stdout, output }
}

/** Builds what is not built yet; silent unless it fails. @returns {Promise<boolean>} */
export async function build() {
  const { code, output } = await capture([
    ...pnpmCommand(),
    'run',
    'build',
    '--output-logs=errors-only',
  ])
  if (code !== 0) process.stderr.write(output)
  return code === 0
}
