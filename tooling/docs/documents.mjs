import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Document
 * @property {string} path From the top of the repository.
 * @property {string} text
 */

/** The top of the repository, with a slash at its end. */
export const top = fileURLToPath(new URL('../..', import.meta.url))

/** @param {string} folder */
function foldersIn(folder) {
  return readdirSync(join(top, folder)).map((name) => `${folder}/${name}`)
}

/** @param {string} folder */
function pagesUnder(folder) {
  return readdirSync(join(top, folder), { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md'))
}

/**
 * What people read: pages at the top, everything in `docs/`, the README of every package and app.
 * @returns {Document[]}
 */
export function everyDocument() {
  const first = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']
  const owned = [...foldersIn('packages'), ...foldersIn('apps')].map((path) => `${path}/README.md`)
  return [
    ...first,
    ...pagesUnder('docs'),
    ...owned.filter((path) => existsSync(join(top, path))),
  ].map((path) => ({ path, text: readFileSync(join(top, path), 'utf8') }))
}
