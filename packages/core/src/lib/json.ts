export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject
export type JsonObject = { [name: string]: JsonValue | undefined }

/** Why a text is not the JSON object that was wanted. */
export class JsonFault {
  readonly reason: 'syntax' | 'not_an_object' | 'duplicate_member' | 'too_deep'
  constructor(reason: JsonFault['reason']) {
    this.reason = reason
  }
}

const maximumDepth = 16

/**
 * Parses a JSON object and refuses what `JSON.parse` lets pass: a member name that occurs twice
 * (RFC 7515 §4, RFC 7519 §4) and nesting deeper than 16. Bytes after the JSON are a syntax fault.
 */
export function parseJsonObject(text: string): JsonObject | JsonFault {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return new JsonFault('syntax')
  }
  if (!isJsonObject(value)) return new JsonFault('not_an_object')
  const members = countMembers(value, 1)
  if (members === undefined) return new JsonFault('too_deep')
  // Of two members with one name only one is left in the value.
  return members === countColons(text) ? value : new JsonFault('duplicate_member')
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of a value and of all that it holds; nothing when it is too deep. */
function countMembers(value: unknown, depth: number): number | undefined {
  if (typeof value !== 'object' || value === null) return 0
  if (depth > maximumDepth) return undefined
  const held: unknown[] = Array.isArray(value) ? value : Object.values(value)
  let count = held === value ? 0 : held.length
  for (const one of held) {
    if (typeof one !== 'object') continue
    const more = countMembers(one, depth + 1)
    if (more === undefined) return undefined
    count += more
  }
  return count
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a

/** In text that is known to be JSON a colon outside of the strings makes a member, and nothing else does. */
function countColons(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === colon) count += 1
    else if (code === quote) index = endOfString(text, index)
  }
  return count
}

/**
 * Index of the quote that closes the string opened at `start`: the next one, unless something is escaped
 * before it. That is not looked for in the whole text, before the loop: compiled code looks again for each
 * character.
 */
function endOfString(text: string, start: number): number {
  let index = text.indexOf('"', start + 1)
  if (text.charCodeAt(index - 1) !== backslash) return index
  index = start + 1
  while (text.charCodeAt(index) !== quote) index += text.charCodeAt(index) === backslash ? 2 : 1
  return index
}
