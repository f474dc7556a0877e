import { importJWK, type JWK } from 'jose'
import {
  type Algorithm,
  type AlgorithmFacts,
  algorithmNames,
  algorithms,
} from '../lib/algorithms.js'
import { isJsonObject, type JsonObject } from '../lib/json.js'
import { type ImportedKey, type PreparedKey, prepareKey } from '../lib/signature.js'

const minimumRsaBits = 2048
/** With an exponent of 1 a text is its own signature. */
const minimumRsaExponent = 3
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

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
  if (privateMembers.some((name) => Object.hasOwn(jwk, name))) return undefined
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
  return algorithmNames.filter((name) => {
    const facts: AlgorithmFacts = algorithms[name]
    if (jwk.alg !== undefined && !isSameAlgorithm(jwk.alg, name)) return false
    return facts.keyType === jwk.kty && (facts.curve === undefined || facts.curve === jwk.crv)
  })
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
    const key = await importKey(jwk, name)
    if (key !== undefined) prepared.set(name, prepareKey(key, name))
  }
  return prepared
}

/** jose checks the members and, through WebCrypto, that the point is on its curve (RFC 8725 §3.4). */
async function importKey(jwk: JsonObject, algorithm: Algorithm): Promise<ImportedKey | undefined> {
  try {
    const { kty, n, e, crv, x, y } = jwk
    if (isZero(x)) return undefined
    const key = await importJWK({ kty, n, e, crv, x, y } as JWK, algorithm)
    return 'algorithm' in key && !isWeak(key) ? key : undefined
  } catch {
    return undefined
  }
}

/** On Ed25519 zero is a point, of an order so small that signatures for it can be guessed. */
function isZero(coordinate: unknown): boolean {
  return typeof coordinate === 'string' && /^A*$/.test(coordinate)
}

interface RsaFacts {
  readonly modulusLength?: number
  readonly publicExponent?: Uint8Array
}

function isWeak(key: ImportedKey): boolean {
  const { modulusLength, publicExponent } = key.algorithm as RsaFacts
  if (modulusLength === undefined || publicExponent === undefined) return false
  const exponent = publicExponent.reduce((value, byte) => value * 256 + byte, 0)
  return modulusLength < minimumRsaBits || exponent < minimumRsaExponent
}

function identify(jwk: JsonObject): string {
  const { kid, alg, kty, n, e, crv, x, y } = jwk
  return JSON.stringify([kid, alg, kty, n, e, crv, x, y])
}
