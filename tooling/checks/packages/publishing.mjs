/** Packs a package as a publish would, and asks publint and attw about the tarball. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { capture, pnpmCommand } from '@portcullis-tooling/scripts/process'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** @import { Package } from '../workspace.mjs' */

const attw = fileURLToPath(new URL('../node_modules/.bin/attw', import.meta.url))

/**
 * @param {Package} found
 * @param {string} destination
 * @returns {Promise<string>} Where the tarball is.
 */
export async function pack({ folder, manifest }, destination) {
  const command = [...pnpmCommand(), 'pack', '--pack-destination', destination]
  const { code, output } = await capture(command, { cwd: folder })
  if (code !== 0) throw new Error(`${manifest.name} cannot be packed:\n${output}`)
  return join(
    destination,
    `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`,
  )
}

/**
 * @param {string} folder A project with the package installed: all files there are published.
 * @param {Package} found
 */
export async function publintProblems(folder, { manifest }) {
  const installed = join(folder, 'node_modules', manifest.name)
  const { messages } = await publint({ pkgDir: installed, pack: false, strict: true })
  return messages.map((message) => {
    const text = formatMessage(message, manifest, { color: false })
    return `${manifest.name}, says publint: ${text}`
  })
}

/**
 * Profile node16: Node 10 resolution knows no `exports`, and no Node that we support uses it.
 * @param {Package} found
 * @param {string} tarball
 */
export async function attwProblems({ manifest }, tarball) {
  const { code, output } = await capture([
    attw,
    tarball,
    '--profile',
    'node16',
    '--no-color',
    '--no-emoji',
  ])
  return code === 0 ? [] : [`${manifest.name}, says attw:\n${output}`]
}
