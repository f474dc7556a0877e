/** To which part of a program a sample of a CPU profile belongs. */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/** @import { Profiler } from 'node:inspector' */

/** @type {Map<string, SourceMap | undefined>} */
const maps = new Map()

/** @param {string} url Of a file that was built. */
function mapOf(url) {
  if (!maps.has(url)) maps.set(url, readMap(url))
  return maps.get(url)
}

/** @param {string} url */
function readMap(url) {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8')))
  } catch {
    return undefined
  }
}

const builtPackage = /\/packages\/([\w-]+)\/dist\//
const installed = /.*\/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//
const room = /(?:^|\/)src\/(lib\/[\w-]+|[\w-]+(?=\/))?/

/**
 * What a function is part of; nothing where that depends on who called it.
 * @param {Profiler.Profile['nodes'][number]['callFrame']} frame
 * @returns {string | undefined}
 */
export function partOf({ functionName, url, lineNumber, columnNumber }) {
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return 'the runtime itself'
  if (url.startsWith('node:internal/crypto/sig')) return 'verifying signatures (OpenSSL)'
  if (url.startsWith('node:internal/crypto/hash')) return 'digests (OpenSSL)'
  const [, name] = builtPackage.exec(url) ?? []
  if (name !== undefined) {
    const entry = mapOf(url)?.findEntry(lineNumber, columnNumber)
    const source = entry !== undefined && 'originalSource' in entry ? entry.originalSource : ''
    const [, folder] = room.exec(source) ?? []
    return name === 'core' ? ['core', folder].join(' ').trim() : `@portcullis/${name}`
  }
  const [, library] = installed.exec(url) ?? []
  if (library !== undefined) return library
  return url.startsWith('file:') ? 'the bench' : undefined
}
