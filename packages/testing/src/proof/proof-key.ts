import { createHash, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import type { SigningAlgorithm } from '../keys/algorithms.js'
import { generateSigningKey } from '../keys/signing-key.js'

/** The key pair of a DPoP client. */
export interface ProofKey {
  readonly algorithm: SigningAlgorithm
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** The public half as proofs carry it: the members that make the key, and no more. */
  readonly publicJwk: JWK
  /** RFC 7638 SHA-256 thumbprint: what `cnf.jkt` of a token bound to it is. */
  readonly thumbprint: string
}

export interface ProofKeyOptions {
  /** Size of an RSA key in bits. Default 2048. */
  readonly modulusLength?: number
}

/** Makes a fresh key pair to sign DPoP proofs with. */
export function createProofKey(
  algorithm: SigningAlgorithm = 'ES256',
  options: ProofKeyOptions = {},
): ProofKey {
  const { privateKey, publicKey } = generateSigningKey(algorithm, options)
  const publicJwk = publicKey.export({ format: 'jwk' }) as JWK
  return { algorithm, privateKey, publicKey, publicJwk, thumbprint: thumbprintOf(publicJwk) }
}

/** The members that make a key, in lexicographic order and without white space (RFC 7638 section 3). */
function thumbprintOf({ crv, e, kty, n, x, y }: JWK): string {
  const text = JSON.stringify({ crv, e, kty, n, x, y })
  return createHash('sha256').update(text).digest('base64url')
}
