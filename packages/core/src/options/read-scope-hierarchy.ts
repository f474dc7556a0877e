import { isJsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import type { ScopeHierarchy } from '../lib/scope-set.js'
import { isWord } from '../lib/word.js'
import { invalid, refuse } from './read.js'

const example = "scopes and what they include, as in { 'api1.write': ['api1.read'] }"

/** Works out once what every scope includes, directly or not. */
export function readScopeHierarchy(value: unknown, option: string): ScopeHierarchy {
  if (!isJsonObject(value)) return invalid(option, value, example)
  const direct = new Map(
    Object.entries(value).map(([broad, narrow]) => [broad, read(broad, narrow, option)]),
  )
  return new Map([...direct.keys()].map((broad) => [broad, included(broad, direct, option)]))
}

function read(broad: string, narrow: unknown, option: string): readonly string[] {
  return isWord(broad) && Array.isArray(narrow) && narrow.length > 0 && narrow.every(isWord)
    ? narrow
    : invalid(`${option}[${printable(broad)}]`, narrow, example)
}

function included(broad: string, direct: ReadonlyMap<string, readonly string[]>, option: string) {
  // A set is walked to its end, also to what is added on the way.
  const found = new Set(direct.get(broad))
  for (const scope of found) for (const narrower of direct.get(scope) ?? []) found.add(narrower)
  return found.has(broad)
    ? refuse(`${option} has ${printable(broad)} include itself: write ${example}`)
    : [...found]
}
