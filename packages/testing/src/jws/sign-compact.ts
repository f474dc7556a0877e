import { constants, createHmac, type KeyObject, sign } from 'node:crypto'
import { algorithmDetail, type SigningAlgorithm } from '../keys/algorithms.js'

export type SymmetricAlgorithm = 'HS256' | 'HS384' | 'HS512'
export type SignatureAlgorithm = SigningAlgorithm | SymmetricAlgorithm | 'none'

export interface CompactInput {
  /** Signed as it is: nothing is parsed, added or checked. Bytes need not be UTF-8. */
  readonly headerText: string | Uint8Array
  readonly payloadText: string | Uint8Array
  /** A private key; a secret for HS*; ignored for `none`. */
  readonly key: KeyObject | Uint8Array
  /** How to sign, whatever the header says. */
  readonly algorithm: SignatureAlgorithm
}

/** A compact JWS (RFC 7515 section 7.1) over exactly these texts. */
export function signCompact({ headerText, payloadText, key, algorithm }: CompactInput): string {
  const signingInput = `${encode(headerText)}.${encode(payloadText)}`
  return `${signingInput}.${encode(signature(signingInput, key, algorithm))}`
}

/** base64url without padding. */
export function encode(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64url')
}

function signature(
  input: string,
  key: KeyObject | Uint8Array,
  algorithm: SignatureAlgorithm,
): Uint8Array {
  if (algorithm === 'none') return new Uint8Array()
  if (isSymmetric(algorithm)) {
    return createHmac(`sha${algorithm.slice(2)}`, key)
      .update(input)
      .digest()
  }
  if (key instanceof Uint8Array) throw new TypeError(`${algorithm} wants a private KeyObject.`)
  return asymmetric(input, key, algorithm)
}

function asymmetric(input: string, key: KeyObject, algorithm: SigningAlgorithm): Uint8Array {
  const { digest, pss } = algorithmDetail(algorithm)
  const options = pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {}
  return sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363', ...options })
}

function isSymmetric(algorithm: SignatureAlgorithm): algorithm is SymmetricAlgorithm {
  return algorithm.startsWith('HS')
}
