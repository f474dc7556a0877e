import { importJWK, type JWK } from 'jose'
import { type Algorithm, type AlgorithmFacts, algorithms } from './algorithms.js'
import type { JsonObject } from './json.js'
import type { ImportedKey } from './signature.js'

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const leastRsaBits = 2048
/** A larger one costs more than a request may, and nobody has one. */
const mostRsaBits = 8192
/** With an exponent of 1 a text is its own signature. */
const leastRsaExponent = 3
/** With a larger one verifying takes a hundred times as long. */
const mostRsaExponent = 0xffff_ffff

/** The name of a member that only a private or a symmetric key has (RFC 7518 §6). */
export function privateMemberOf(jwk: JsonObject): string | undefined {
  return privateMembers.find((name) => Object.hasOwn(jwk, name))
}

/** Whether the type, and the curve where there is one, are those of the algorithm. */
export function isKeyFor(jwk: JsonObject, algorithm: Algorithm): boolean {
  const facts: AlgorithmFacts = algorithms[algorithm]
  return facts.keyType === jwk.kty && (facts.curve === undefined || facts.curve === jwk.crv)
}

/** The members that make the key, and nothing that is said about it. */
export function keyMembers({ kty, n, e, crv, x, y }: JsonObject): JWK {
  const members =
    kty === 'RSA' ? { kty, n, e } : kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x }
  return members as JWK
}

/**
 * Imports a public key for an algorithm that its type is for; nothing when it is malformed or weak. jose
 * checks the members and, through WebCrypto, that the point is on its curve (RFC 8725 §3.4).
 */
export async function importPublicKey(
  jwk: JsonObject,
  algorithm: Algorithm,
): Promise<ImportedKey | undefined> {
  if (isZero(jwk.x)) return undefined
  try {
    const key = await importJWK(keyMembers(jwk), algorithm)
    return 'algorithm' in key && !isOddRsa(key) ? key : undefined
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

function isOddRsa({ algorithm }: ImportedKey): boolean {
  const { modulusLength: bits, publicExponent } = algorithm as RsaFacts
  if (bits === undefined || publicExponent === undefined) return false
  const exponent = publicExponent.reduce((value, byte) => value * 256 + byte, 0)
  const isUsual = bits >= leastRsaBits && bits <= mostRsaBits
  return !isUsual || exponent < leastRsaExponent || exponent > mostRsaExponent
}
