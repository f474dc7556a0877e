import { ConfigurationError } from '../errors/index.js'
import { isJsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import type { ScopeHierarchy } from '../lib/scope-set.js'
import { isWord } from '../lib/word.js'
import { invalid } from './read.js'

const example = "scopes and what they include, as in { 'api1.write': ['api1.read'] }"

/** Works out once what every scope includes, directly or not. */
export function readScopeHierarchy(value: unknown): ScopeHierarchy | undefined {
  if (value === undefined) return undefined
  if (!isJsonObject(value)) throw invalid('scopeHierarchy', value, example)
  const direct = new Map(
    Object.entries(value).map(([broad, narrow]) => [broad, read(broad, narrow)]),
  )
  return new Map([...direct.keys()].map((broad) => [broad, included(broad, direct)]))
}

function read(broad: string, narrow: unknown): readonly string[] {
  if (isWord(broad) && Array.isArray(narrow) && narrow.length > 0 && narrow.every(isWord)) {
    return narrow
  }
  throw invalid(`scopeHierarchy[${printable(broad)}]`, narrow, example)
}

function included(broad: string, direct: ReadonlyMap<string, readonly string[]>) {
  // A set is walked to its end, also to what is added on the way.
  const found = new Set(direct.get(broad))
  for (const scope of found) for (const narrower of direct.get(scope) ?? []) found.add(narrower)
  if (!found.has(broad)) return [...found]
  throw new ConfigurationError(
    'option_invalid',
    `scopeHierarchy has ${printable(broad)} include itself: write ${example}`,
  )
}
