import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import type { JWK } from 'jose'
import { algorithmDetail, type SigningAlgorithm } from './algorithms.js'

export interface TestKey {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** The public half as it is published: with `kid`, `alg` and `use: 'sig'`. */
  readonly publicJwk: JWK & { readonly kid: string }
}

export interface SigningKeyOptions {
  /** Default: random. */
  readonly kid?: string
  /** Size of an RSA key in bits. Default 2048. */
  readonly modulusLength?: number
}

/** Makes a fresh key pair for one algorithm. */
export function generateSigningKey(
  algorithm: SigningAlgorithm,
  options: SigningKeyOptions = {},
): TestKey {
  const { privateKey, publicKey } = generatePair(algorithm, options.modulusLength ?? 2048)
  const kid = options.kid ?? randomUUID()
  const bare = publicKey.export({ format: 'jwk' }) as JWK
  const publicJwk = { ...bare, kid, alg: algorithm, use: 'sig' }
  return { kid, algorithm, privateKey, publicKey, publicJwk }
}

function generatePair(algorithm: SigningAlgorithm, modulusLength: number) {
  const { family, curve } = algorithmDetail(algorithm)
  if (family === 'rsa') return generateKeyPairSync('rsa', { modulusLength })
  if (family === 'ed25519') return generateKeyPairSync('ed25519')
  return generateKeyPairSync('ec', { namedCurve: curve ?? 'P-256' })
}
