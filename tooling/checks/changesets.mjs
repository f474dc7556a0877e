/**
 * On a copy of the checkout: do the changesets that wait here work, and does a change of core
 * reach every package that stands on it?
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { capture, top } from '@portcullis-tooling/scripts/process'
import { conclude } from './conclude.mjs'
import { trackedFiles } from './tracked.mjs'
import { isPublic, packagesIn, withTemporaryFolder } from './workspace.mjs'

const core = '@portcullis/core'
const changeset = join(top, 'node_modules/@changesets/cli/bin.js')

/**
 * Changesets asks git when a change came in, so the copy is a repository of its own.
 * @param {string} folder
 */
async function copyTo(folder) {
  for (const file of await trackedFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    copyFileSync(join(top, file), join(folder, file))
  }
  const author = ['-c', 'user.name=check', '-c', 'user.email=check@localhost']
  const commit = ['commit', '--quiet', '--no-verify', '--no-gpg-sign', '--message', 'copy']
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...author, ...commit],
  ]) {
    const { code, output } = await capture(['git', ...args], { cwd: folder })
    if (code !== 0) throw new Error(output)
  }
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function versionProblems(folder) {
  const { code, output } = await capture([process.execPath, changeset, 'version'], { cwd: folder })
  return code === 0 ? [] : [`changeset version fails:\n${output}`]
}

/** @param {string} folder */
function versionsIn(folder) {
  return new Map(packagesIn(folder).map(({ manifest }) => [manifest.name, manifest.version]))
}

/**
 * A range that pnpm writes at publishing follows by itself; any other must name the new version.
 * @param {string} folder
 */
function staleRanges(folder) {
  const version = versionsIn(folder).get(core)
  return packagesIn(folder)
    .map(({ manifest }) => ({ name: manifest.name, range: manifest.dependencies?.[core] }))
    .filter(({ range }) => range !== undefined && !['workspace:^', `^${version}`].includes(range))
    .map(({ name, range }) => `${name} still asks for ${core} ${range} after the bump`)
}

/**
 * @param {string} folder A copy without changesets.
 * @param {'patch' | 'minor'} bump
 */
async function bumpProblems(folder, bump) {
  const before = versionsIn(folder)
  const text = `---\n'${core}': ${bump}\n---\n\nA change to core.\n`
  writeFileSync(join(folder, `.changeset/check-${bump}.md`), text)
  const failed = await versionProblems(folder)
  const after = versionsIn(folder)
  const left = packagesIn(folder)
    .filter(isPublic)
    .filter(({ manifest }) => manifest.name === core || manifest.dependencies?.[core])
    .filter(({ manifest: { name } }) => before.get(name) === after.get(name))
    .map(({ manifest }) => `a ${bump} change of core leaves ${manifest.name} as it was`)
  return [...failed, ...left, ...staleRanges(folder)]
}

const problems = await withTemporaryFolder(async (folder) => {
  await copyTo(folder)
  const waiting = await versionProblems(folder)
  const patch = await bumpProblems(folder, 'patch')
  return [...waiting, ...patch, ...(await bumpProblems(folder, 'minor'))]
})
conclude('a change of core bumps every package that depends on it', problems)
