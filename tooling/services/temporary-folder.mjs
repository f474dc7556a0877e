import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * @typedef {object} TemporaryFolder
 * @property {string} path
 * @property {(name: string, text: string) => Promise<string>} write Resolves to the path of the file;
 *   nobody else can read it.
 * @property {() => Promise<void>} remove
 */

/** @type {Set<string>} */
const folders = new Set()

process.on('exit', () => {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

/**
 * @param {string} name
 * @returns {Promise<TemporaryFolder>}
 */
export async function temporaryFolder(name) {
  const path = await mkdtemp(join(tmpdir(), `portcullis-${name}-`))
  folders.add(path)
  return {
    path,
    async write(file, text) {
      await writeFile(join(path, file), text, { mode: 0o600 })
      return join(path, file)
    },
    async remove() {
      await rm(path, { recursive: true, force: true })
      folders.delete(path)
    },
  }
}
