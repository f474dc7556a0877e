import { type Algorithm, algorithmNames } from '../lib/algorithms.js'
import { isJsonObject, type JsonObject } from '../lib/json.js'
import { importPublicKey, isKeyFor, privateMemberOf } from '../lib/public-key.js'
import { type PreparedKey, prepareKey } from '../lib/signature.js'

/** A public key of an issuer, ready to verify with. */
export interface VerificationKey {
  /** `kid`, where the issuer gave it one. */
  readonly keyId: string | undefined
  /** Ready for each algorithm that the key may be used with: its `alg`, or all that fit its type. */
  readonly prepared: ReadonlyMap<Algorithm, PreparedKey>
  /** Tells equal keys of two fetches from different ones. */
  readonly identity: string
  /** True once the issuer has stopped publishing the key: nothing that it verified is believed any more. */
  withdrawn: boolean
}

/**
 * Makes a key of one member of a key set, or nothing: keys that are unknown, weak, malformed or not
 * for signatures are passed over one by one (RFC 7517 §5).
 */
export async function importVerificationKey(jwk: unknown): Promise<VerificationKey | undefined> {
  if (!isJsonObject(jwk) || !isForSignatures(jwk)) return undefined
  // A published private key is no secret: whatever it signed could be anybody's.
  if (privateMemberOf(jwk) !== undefined) return undefined
  const prepared = await prepareAll(jwk, usableAlgorithms(jwk))
  if (prepared.size === 0) return undefined
  const keyId = typeof jwk.kid === 'string' ? jwk.kid : undefined
  return { keyId, prepared, identity: identify(jwk), withdrawn: false }
}

/** `use` and `key_ops` are honoured where they stand (RFC 7517 §4.2, §4.3). */
function isForSignatures(jwk: JsonObject): boolean {
  if (jwk.use !== undefined && jwk.use !== 'sig') return false
  if (jwk.key_ops === undefined) return true
  return Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify')
}

function usableAlgorithms(jwk: JsonObject): readonly Algorithm[] {
  return algorithmNames.filter(
    (name) => (jwk.alg === undefined || isSameAlgorithm(jwk.alg, name)) && isKeyFor(jwk, name),
  )
}

/** `EdDSA` on Ed25519 and `Ed25519` are one algorithm under two names (RFC 9864 §2.2). */
function isSameAlgorithm(published: unknown, name: Algorithm): boolean {
  return published === name || (isEd25519(published) && isEd25519(name))
}

function isEd25519(name: unknown): boolean {
  return name === 'EdDSA' || name === 'Ed25519'
}

async function prepareAll(
  jwk: JsonObject,
  names: readonly Algorithm[],
): Promise<ReadonlyMap<Algorithm, PreparedKey>> {
  const prepared = new Map<Algorithm, PreparedKey>()
  for (const name of names) {
    const key = await importPublicKey(jwk, name)
    if (key !== undefined) prepared.set(name, prepareKey(key, name))
  }
  return prepared
}

function identify(jwk: JsonObject): string {
  const { kid, alg, kty, n, e, crv, x, y } = jwk
  return JSON.stringify([kid, alg, kty, n, e, crv, x, y])
}
