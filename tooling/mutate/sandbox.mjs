import { rmSync } from 'node:fs'
import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ended, start, top } from '@portcullis-tooling/scripts/process'

/** A change that makes a test wait for ever is noticed too. */
const patienceMilliseconds = 180_000

/**
 * A copy of `packages/core` in which files may be broken.
 * @typedef {object} Sandbox
 * @property {string} source Its `src`.
 * @property {(filters: readonly string[]) => Promise<boolean>} passes Whether these tests do.
 */

/**
 * Lends a sandbox; it is taken away when the process ends, however it ends.
 * @param {(sandbox: Sandbox) => Promise<void>} use
 */
export async function withSandbox(use) {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-mutate-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
  const core = join(folder, 'packages/core')
  await fill(folder, core)
  await use({ source: join(core, 'src'), passes: (filters) => passes(folder, filters) })
}

/** @param {string} folder @param {string} core */
async function fill(folder, core) {
  const original = join(top, 'packages/core')
  await mkdir(core, { recursive: true })
  for (const name of ['src', 'test', 'package.json']) {
    await cp(join(original, name), join(core, name), { recursive: true })
  }
  await symlink(join(original, 'node_modules'), join(core, 'node_modules'))
  for (const name of ['node_modules', 'docs']) await symlink(join(top, name), join(folder, name))
  await writeFile(join(folder, 'vitest.config.mjs'), configuration(original, core))
}

/** The project of core as it is, but for its folder. */
function configuration(/** @type {string} */ original, /** @type {string} */ core) {
  const projects = JSON.stringify(join(top, 'tooling/test/projects.mjs'))
  return `import { projects } from ${projects}
const [core] = projects(${JSON.stringify(original)})
export default { test: { projects: [{ ...core, root: ${JSON.stringify(core)} }] } }
`
}

/**
 * @param {string} folder
 * @param {readonly string[]} filters
 */
async function passes(folder, filters) {
  const vitest = join(top, 'node_modules/vitest/vitest.mjs')
  const options = ['run', '--bail=1', '--no-isolate', '--reporter=dot']
  const command = [process.execPath, vitest, ...options, '--exclude=**/documented.test.ts']
  // In a group of its own, which ends with its workers whatever they are busy with.
  const child = start([...command, ...filters], { cwd: folder, stdio: 'ignore', detached: true })
  const end = () => process.kill(-(child.pid ?? process.pid), 'SIGKILL')
  const timer = setTimeout(end, patienceMilliseconds)
  process.prependOnceListener('exit', end)
  try {
    return (await ended(child)) === 0
  } finally {
    process.removeListener('exit', end)
    clearTimeout(timer)
  }
}
