import { isAlgorithm } from '../lib/algorithms.js'
import { isJsonObject } from '../lib/json.js'
import { importVerificationKey, type VerificationKey } from './verification-key.js'

/** More keys than any issuer rotates through; the rest of a longer list is not looked at. */
const maximumKeys = 100

/** The keys that an issuer publishes at one moment. */
export interface KeySet {
  readonly keys: readonly VerificationKey[]
}

/**
 * Reads a JWK Set (RFC 7517 §5). Throws when it is none, or has no key for signatures: an issuer that
 * suddenly publishes nothing is broken, and the keys at hand go on serving.
 */
export async function readKeySet(body: unknown): Promise<KeySet> {
  const set = await readKeys(body)
  if (set.keys.length === 0) throw new Error('It has no key that verifies signatures')
  return set
}

/** Reads a JWK Set of any number of keys, also none. Throws when it is no JWK Set. */
export async function readKeys(body: unknown): Promise<KeySet> {
  if (!isJsonObject(body) || !Array.isArray(body.keys)) throw new Error('It is not a JWK Set')
  const imported = await Promise.all(body.keys.slice(0, maximumKeys).map(importVerificationKey))
  const keys = imported.filter((key) => key !== undefined)
  // A key that is listed twice is one key.
  return { keys: [...new Map(keys.map((key) => [key.identity, key])).values()] }
}

/** Carries known keys over, and marks those that the issuer no longer publishes. */
export function succeed(previous: KeySet | undefined, next: KeySet): KeySet {
  if (previous === undefined) return next
  const known = new Map(previous.keys.map((key) => [key.identity, key]))
  const keys = next.keys.map((key) => known.get(key.identity) ?? key)
  const kept = new Set(keys)
  for (const key of previous.keys) key.withdrawn = !kept.has(key)
  return { keys }
}

/** How a key set answers a token's header. */
export type KeyChoice =
  | { readonly kind: 'found'; readonly keys: readonly VerificationKey[] }
  | { readonly kind: 'unknown' }
  /** The `kid` is known, but its key does not fit the algorithm (RFC 8725 §3.1). */
  | { readonly kind: 'mismatch' }

/**
 * Chooses by `kid` and algorithm. Without a `kid` every key that fits is a candidate; a `kid` that two
 * keys share is settled by the algorithm.
 */
export function chooseKeys(set: KeySet, keyId: string | undefined, algorithm: string): KeyChoice {
  const keys: VerificationKey[] = []
  let isNamed = false
  for (const key of set.keys) {
    if (keyId !== undefined && key.keyId !== keyId) continue
    isNamed = keyId !== undefined
    if (isAlgorithm(algorithm) && key.prepared.has(algorithm)) keys.push(key)
  }
  if (keys.length > 0) return { kind: 'found', keys }
  return { kind: isNamed ? 'mismatch' : 'unknown' }
}
