/** What a JWS algorithm demands of its key, and how it is verified (RFC 7518 §3.1, RFC 8037, RFC 9864). */
export interface AlgorithmFacts {
  readonly keyType: 'RSA' | 'EC' | 'OKP'
  readonly curve?: string
  /** WebCrypto and Node name of the digest; EdDSA has its own. */
  readonly digest?: 'SHA-256' | 'SHA-384' | 'SHA-512'
  readonly scheme: 'pkcs1' | 'pss' | 'ecdsa' | 'eddsa'
  /** Bytes of a signature, where the algorithm fixes it. */
  readonly signatureLength?: number
}

const rsa = (scheme: 'pkcs1' | 'pss', digest: NonNullable<AlgorithmFacts['digest']>) =>
  ({ keyType: 'RSA', scheme, digest }) as const
const ecdsa = (
  curve: string,
  digest: NonNullable<AlgorithmFacts['digest']>,
  signatureLength: number,
) => ({ keyType: 'EC', curve, scheme: 'ecdsa', digest, signatureLength }) as const
const ed25519 = { keyType: 'OKP', curve: 'Ed25519', scheme: 'eddsa', signatureLength: 64 } as const

/** Asymmetric algorithms only; there is no entry for `none` or a MAC, so none can be configured. */
export const algorithms = {
  ES256: ecdsa('P-256', 'SHA-256', 64),
  ES384: ecdsa('P-384', 'SHA-384', 96),
  ES512: ecdsa('P-521', 'SHA-512', 132),
  PS256: rsa('pss', 'SHA-256'),
  PS384: rsa('pss', 'SHA-384'),
  PS512: rsa('pss', 'SHA-512'),
  RS256: rsa('pkcs1', 'SHA-256'),
  RS384: rsa('pkcs1', 'SHA-384'),
  RS512: rsa('pkcs1', 'SHA-512'),
  Ed25519: ed25519,
  EdDSA: ed25519,
} as const satisfies Record<string, AlgorithmFacts>

/** A signature algorithm that this library verifies. */
export type Algorithm = keyof typeof algorithms

export const algorithmNames = Object.keys(algorithms) as readonly Algorithm[]

/** Case-sensitive, own names only: neither `es256` nor `constructor` is one. */
export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(algorithms, name)
}
