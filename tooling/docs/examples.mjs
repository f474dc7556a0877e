/** Examples are programs that are type-checked; documents show all of one, or a region of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Example
 * @property {string} name `express.ts`, or `policies.ts#anyOf` for a region.
 * @property {string} text
 */

const folder = fileURLToPath(new URL('./examples', import.meta.url))
const marker = /^ *\/\/ #(region|endregion)(?: (\S+))?$/

/** @returns {Example[]} */
export function everyExample() {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => examplesIn(file, readFileSync(join(folder, file), 'utf8')))
}

/**
 * The regions of a file; the whole of it when it has none. Parts with one name are one region.
 * @param {string} file
 * @param {string} text
 * @returns {Example[]}
 */
export function examplesIn(file, text) {
  /** @type {Map<string, string[]>} */
  const regions = new Map()
  /** @type {string | undefined} */
  let open
  for (const line of text.split('\n')) {
    const [, kind, name = ''] = marker.exec(line) ?? []
    if (kind === 'region') regions.set(name, regions.get(name) ?? [])
    if (kind === undefined && open !== undefined) regions.get(open)?.push(line)
    if (kind !== undefined) open = kind === 'region' ? name : undefined
  }
  if (regions.size === 0) return [{ name: file, text: text.trim() }]
  return [...regions].map(([name, lines]) => ({ name: `${file}#${name}`, text: dedent(lines) }))
}

/** @param {string[]} lines */
function dedent(lines) {
  const indents = lines.filter((line) => line !== '').map((line) => line.search(/\S/))
  const indent = Math.min(...indents)
  return lines
    .map((line) => line.slice(indent))
    .join('\n')
    .trim()
}
