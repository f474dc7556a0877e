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
  return findFault(text) ?? value
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const colon = 0x3a

/** One pass over text that is known to be JSON: the member names of each open object. */
function findFault(text: string): JsonFault | undefined {
  const open: (Set<string> | undefined)[] = []
  const escapes = text.includes('\\')
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === quote) {
      const end = escapes ? endOfString(text, index) : text.indexOf('"', index + 1)
      const names = open[open.length - 1]
      if (names !== undefined && isMemberName(text, end)) {
        const name = memberName(text, index, end)
        if (names.has(name)) return new JsonFault('duplicate_member')
        names.add(name)
      }
      index = end
    } else if (code === openBrace || code === openBracket) {
      if (open.length === maximumDepth) return new JsonFault('too_deep')
      open.push(code === openBrace ? new Set() : undefined)
    } else if (code === closeBrace || code === closeBracket) {
      open.pop()
    }
  }
  return undefined
}

/** Index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let index = start + 1
  while (text.charCodeAt(index) !== quote) index += text.charCodeAt(index) === backslash ? 2 : 1
  return index
}

/** In valid JSON a string is a member name exactly when a colon follows it. */
function isMemberName(text: string, end: number): boolean {
  let index = end + 1
  while (text.charCodeAt(index) <= 0x20) index++
  return text.charCodeAt(index) === colon
}

/** Names are compared as the characters that they stand for: `\u0061lg` is `alg`. */
function memberName(text: string, start: number, end: number): string {
  const raw = text.slice(start, end + 1)
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
}
