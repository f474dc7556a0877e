import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, unknown>} [exports]
 */

/**
 * @typedef {object} Package
 * @property {string} folder Absolute.
 * @property {string} directory Its name under `packages/`.
 * @property {Manifest & Record<string, unknown>} manifest
 */

/** @param {string} folder */
export function manifestIn(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/**
 * Everything under `packages/` of a checkout.
 * @param {string} checkout
 * @returns {Package[]}
 */
export function packagesIn(checkout) {
  return readdirSync(join(checkout, 'packages'))
    .map((directory) => ({ directory, folder: join(checkout, 'packages', directory) }))
    .filter(({ folder }) => existsSync(join(folder, 'package.json')))
    .map((found) => ({ ...found, manifest: manifestIn(found.folder) }))
}

/** @param {Package} found */
export function isPublic({ manifest }) {
  return manifest.private !== true
}

/**
 * Lends a folder outside the checkout and takes it away afterwards.
 * @template Result
 * @param {(folder: string) => Promise<Result>} use
 */
export async function withTemporaryFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-check-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
