/** `pnpm bench`: builds what is needed, then measures in a process that may collect garbage when it says so. */
import { fileURLToPath } from 'node:url'
import { build, show } from '@portcullis-tooling/scripts/process'

const program = fileURLToPath(new URL('./bench.mjs', import.meta.url))
const flags = ['--expose-gc', '--no-warnings']

/** @param {readonly string[]} args */
function measure(args) {
  const cwd = process.env.INIT_CWD ?? process.cwd()
  return show([process.execPath, ...flags, program, ...args], { cwd })
}

process.exitCode = (await build()) ? await measure(process.argv.slice(2)) : 1
