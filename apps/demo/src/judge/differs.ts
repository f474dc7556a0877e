import { isDeepStrictEqual } from 'node:util'

/** A sentence about a value that is not the wanted one; nothing when it is. */
export function differs(what: string, came: unknown, wanted: unknown): readonly string[] {
  if (isDeepStrictEqual(came, wanted)) return []
  return [`${what} is ${show(came)}, expected ${show(wanted)}`]
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}
