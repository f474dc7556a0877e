const word = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * Whether it can be one of several in a space-delimited parameter of a challenge: a scope token
 * (RFC 6749 §3.3), or an `acr` value (RFC 9470 §3).
 */
export function isWord(value: unknown): value is string {
  return typeof value === 'string' && word.test(value)
}
