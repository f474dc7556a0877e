import { calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import { type Denial, deny } from '../errors/index.js'
import { type Algorithm, type AlgorithmFacts, algorithms } from '../lib/algorithms.js'
import { isJsonObject, type JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { type PreparedKey, prepareKey } from '../lib/signature.js'

/** The public key of a proof, ready to verify with, and what tokens call it. */
export interface ProofKey {
  readonly prepared: PreparedKey
  /** RFC 7638 SHA-256 thumbprint: what `cnf.jkt` holds. */
  readonly thumbprint: string
}

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const minimumRsaBits = 2048

/** Imports the `jwk` of a proof's header (RFC 9449 §4.3, checks 5 to 7). Any fault is the client's. */
export async function importProofKey(
  jwk: unknown,
  algorithm: Algorithm,
): Promise<ProofKey | Denial> {
  if (!isJsonObject(jwk)) return deny('dpop_key_malformed', 'jwk is missing or not an object')
  const secret = privateMembers.find((name) => Object.hasOwn(jwk, name))
  if (secret !== undefined) return deny('dpop_key_private', `jwk has the private member ${secret}`)
  const facts: AlgorithmFacts = algorithms[algorithm]
  if (jwk.kty !== facts.keyType || (facts.curve !== undefined && jwk.crv !== facts.curve)) {
    const key = `${printable(jwk.kty)} ${printable(jwk.crv)}`
    return deny('dpop_key_malformed', `jwk is a key of type ${key}, which is not for ${algorithm}`)
  }
  return importPublicKey(jwk, algorithm)
}

/** Only the members that make the key: `use` and the like are the client's own business. */
async function importPublicKey(jwk: JsonObject, algorithm: Algorithm): Promise<ProofKey | Denial> {
  const { kty, n, e, crv, x, y } = jwk
  const members = (
    kty === 'RSA' ? { kty, n, e } : kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x }
  ) as JWK
  try {
    const key = await importJWK(members, algorithm)
    if (!('algorithm' in key)) return deny('dpop_key_malformed', 'jwk is not a public key')
    const { modulusLength } = key.algorithm as { modulusLength?: number }
    if (modulusLength !== undefined && modulusLength < minimumRsaBits) {
      return deny(
        'dpop_key_malformed',
        `jwk is an RSA key of ${modulusLength} bits, 2048 are needed`,
      )
    }
    const thumbprint = await calculateJwkThumbprint(members, 'sha256')
    return { prepared: prepareKey(key, algorithm), thumbprint }
  } catch {
    return deny('dpop_key_malformed', 'jwk cannot be imported')
  }
}
