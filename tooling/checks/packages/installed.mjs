/** What is in a project that pnpm installed, direct or not. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** @import { Package } from '../workspace.mjs' */

const frameworks = ['express', 'fastify', 'hono', 'koa']

/**
 * The names of all packages that pnpm put there.
 * @param {string} folder
 */
export async function installedNames(folder) {
  const store = join(folder, 'node_modules/.pnpm')
  const entries = await readdir(store, { withFileTypes: true })
  const parts = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
  const names = await Promise.all(
    parts.map(({ name }) => namesIn(join(store, name, 'node_modules'))),
  )
  return [...new Set(names.flat())].sort()
}

/**
 * @param {string} modules
 * @returns {Promise<string[]>}
 */
async function namesIn(modules) {
  const entries = (await readdir(modules)).filter((name) => !name.startsWith('.'))
  const names = entries.map(async (name) =>
    name.startsWith('@')
      ? (await readdir(join(modules, name))).map((rest) => `${name}/${rest}`)
      : [name],
  )
  return (await Promise.all(names)).flat()
}

/**
 * Those that have no business with an app that asks for `wanted`: packages of ours that nobody asked for, and
 * whatever has the name of another framework in its own (`fastify-plugin`). Types are no code, and those of
 * Koa come with some of Express, by way of `@types/cookies`.
 * @param {readonly string[]} names
 * @param {readonly string[]} wanted
 * @param {readonly Package[]} published
 */
export function strangers(names, wanted, published) {
  const ours = withDependencies(wanted, published)
  const others = frameworks.filter((framework) => !wanted.includes(framework))
  return names.filter((name) => {
    if (name.startsWith('@portcullis/')) return !ours.has(name)
    return (
      !name.startsWith('@types/') && name.split(/[^a-z0-9]+/).some((word) => others.includes(word))
    )
  })
}

/**
 * @param {readonly string[]} wanted
 * @param {readonly Package[]} published
 * @returns {Set<string>}
 */
function withDependencies(wanted, published) {
  const found = new Set(wanted)
  // A set is walked on while it grows.
  for (const name of found) {
    const { dependencies = {} } =
      published.find(({ manifest }) => manifest.name === name)?.manifest ?? {}
    for (const dependency of Object.keys(dependencies)) found.add(dependency)
  }
  return found
}
