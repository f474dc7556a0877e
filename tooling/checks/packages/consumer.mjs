/** A project that is not ours installs the tarballs and uses them both ways. */
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { capture, pnpmCommand } from '@portcullis-tooling/scripts/process'
import { manifestIn } from '../workspace.mjs'

/** @import { Package } from '../workspace.mjs' */

/**
 * @param {string} folder
 * @param {Record<string, string>} tarballs By package name.
 */
export async function installTarballs(folder, tarballs) {
  const files = Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`])
  const dependencies = Object.fromEntries(files)
  // What a program in TypeScript has beside them.
  const devDependencies = {
    '@types/node': '^20.0.0',
    '@types/express': '^5.0.0',
    '@types/koa': '^3.0.0',
  }
  await install(folder, { dependencies, devDependencies, pnpm: { overrides: dependencies } })
}

/**
 * Makes a folder a project with what this manifest asks for.
 * @param {string} folder
 * @param {object} manifest
 * @param {readonly string[]} [settings] More flags for pnpm.
 */
export async function install(folder, manifest, settings = []) {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }))
  const flags = ['--ignore-workspace', '--prefer-offline', '--no-frozen-lockfile', ...settings]
  const { code, output } = await capture([...pnpmCommand(), 'install', ...flags], { cwd: folder })
  if (code !== 0) throw new Error(`The tarballs cannot be installed:\n${output}`)
}

/**
 * The names a program sees, or what Node says instead.
 * @param {string} folder
 * @param {string} program
 */
async function namesSeen(folder, program) {
  const { code, stdout, output } = await capture([process.execPath, '-e', program], { cwd: folder })
  return code === 0 ? stdout.trim() : output
}

/**
 * @param {string} folder
 * @param {Package} found
 */
export async function importProblems(folder, { manifest: { name } }) {
  const print = '((all) => console.log(Object.keys(all).sort().join()))'
  const imported = await namesSeen(folder, `import('${name}').then(${print})`)
  const required = await namesSeen(folder, `${print}(require('${name}'))`)
  if (imported !== required) {
    return [`${name} differs between import and require:\n${imported}\n${required}`]
  }
  const named = imported !== '' && !imported.split(',').includes('default')
  return named ? [] : [`${name} must have named exports only, and has: ${imported || 'none'}`]
}

/**
 * @param {string} folder
 * @param {Package} found
 */
export function fileProblems(folder, { manifest: { name } }) {
  return ['LICENSE', 'README.md']
    .filter((file) => !existsSync(join(folder, 'node_modules', name, file)))
    .map((file) => `${name} would be published without ${file}`)
}

/**
 * The manifest that a user gets speaks of versions, not of our workspace.
 * @param {string} folder
 * @param {Package} found
 * @param {readonly Package[]} all
 */
export function rangeProblems(folder, { manifest: { name } }, all) {
  const { dependencies = {} } = manifestIn(join(folder, 'node_modules', name))
  return all
    .filter(({ manifest }) => manifest.name in dependencies)
    .filter(({ manifest }) => dependencies[manifest.name] !== `^${manifest.version}`)
    .map(({ manifest }) => `${name} asks for ${manifest.name} ${dependencies[manifest.name]}`)
}

/** Packages of ours whose types are there for ES modules alone. */
const modulesOnly = /\bfrom '(jose|oauth4webapi)'/g

/**
 * Types for CommonJS that import those of an ES module are an error for users who check the types of libraries.
 * @param {string} folder
 * @param {Package} found
 */
export async function declarationProblems(folder, { manifest: { name } }) {
  const dist = join(folder, 'node_modules', name, 'dist')
  const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.d.cts'))
  const texts = await Promise.all(files.map((file) => readFile(join(dist, file), 'utf8')))
  const named = texts.flatMap((text) => [...text.matchAll(modulesOnly)].map(([, module]) => module))
  return [...new Set(named)].map(
    (module) => `${name} has types of ${module} in its types: CommonJS cannot import them`,
  )
}

/**
 * A source map names every file that went into a bundle: only the package's own may be there.
 * @param {string} folder
 * @param {Package} found
 */
export async function bundlingProblems(folder, { manifest: { name } }) {
  const dist = join(folder, 'node_modules', name, 'dist')
  const maps = (await readdir(dist, { recursive: true })).filter((file) =>
    /\.c?js\.map$/.test(file),
  )
  if (maps.length === 0) return [`${name} has no source maps to judge its bundle by`]
  const sources = await Promise.all(maps.map((file) => sourcesOf(dist, file)))
  const foreign = new Set(sources.flat().filter((source) => !source.startsWith('../src/')))
  return [...foreign].map((source) => `${name} has ${source} bundled in: it must stay an import`)
}

/**
 * Relative to `dist`.
 * @param {string} dist
 * @param {string} file
 * @returns {Promise<string[]>}
 */
async function sourcesOf(dist, file) {
  const { sources } = JSON.parse(await readFile(join(dist, file), 'utf8'))
  return sources.map((/** @type {string} */ source) => posix.join(posix.dirname(file), source))
}
