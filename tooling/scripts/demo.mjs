/** `pnpm demo`: builds what is needed, then hands over to `apps/demo`: its output, its exit code. */
import { join } from 'node:path'
import { build, ended, start, top } from './process.mjs'

/** @import { ChildProcess } from 'node:child_process' */

const program = join(top, 'apps/demo/dist/main.js')

/** @param {ChildProcess} child */
function forwardSignals(child) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // A terminal sends Ctrl-C to the child as well: once is enough.
    const forward = signal !== 'SIGINT' || !process.stdin.isTTY
    process.on(signal, () => forward && child.kill(signal))
  }
}

/**
 * pnpm starts us through a shell, and a signal to pnpm ends that shell without reaching us: then
 * the demo must not stay behind with its servers.
 * @param {ChildProcess} child
 */
function endWithParent(child) {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
}

function demo() {
  const command = [process.execPath, program, ...process.argv.slice(2)]
  const child = start(command, { stdio: 'inherit' })
  forwardSignals(child)
  endWithParent(child)
  return ended(child)
}

console.error('Building the packages and apps (the first time takes a moment) …')
process.exitCode = (await build()) ? await demo() : 1
