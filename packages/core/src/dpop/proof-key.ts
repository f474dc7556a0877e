import { calculateJwkThumbprint } from 'jose'
import { type Denial, deny } from '../errors/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { isJsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { importPublicKey, isKeyFor, keyMembers, privateMemberOf } from '../lib/public-key.js'
import { type PreparedKey, prepareKey } from '../lib/signature.js'

/** The public key of a proof, ready to verify with, and what tokens call it. */
export interface ProofKey {
  readonly prepared: PreparedKey
  /** RFC 7638 SHA-256 thumbprint: what `cnf.jkt` holds. */
  readonly thumbprint: string
}

/** Imports the `jwk` of a proof's header (RFC 9449 §4.3, checks 5 to 7). Any fault is the client's. */
export async function importProofKey(
  jwk: unknown,
  algorithm: Algorithm,
): Promise<ProofKey | Denial> {
  if (!isJsonObject(jwk)) return deny('dpop_key_malformed', 'jwk is missing or not an object')
  const secret = privateMemberOf(jwk)
  if (secret !== undefined) return deny('dpop_key_private', `jwk has the private member ${secret}`)
  if (!isKeyFor(jwk, algorithm)) {
    const type = `${printable(jwk.kty)} ${printable(jwk.crv)}`
    return deny('dpop_key_malformed', `jwk is a key of type ${type}, which is not for ${algorithm}`)
  }
  const key = await importPublicKey(jwk, algorithm)
  if (key === undefined) return deny('dpop_key_malformed', 'jwk is no key, or a weak one')
  const thumbprint = await calculateJwkThumbprint(keyMembers(jwk), 'sha256')
  return { prepared: prepareKey(key, algorithm), thumbprint }
}
