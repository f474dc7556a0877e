/** The signature algorithms that the forge has keys for (RFC 7518 section 3, RFC 8037, RFC 9864). */
export type SigningAlgorithm = keyof typeof signingAlgorithms

interface AlgorithmDetail {
  readonly family: 'rsa' | 'ec' | 'ed25519'
  /** The digest's name for node:crypto; Ed25519 brings its own. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | null
  readonly pss?: true
  readonly curve?: string
}

export const signingAlgorithms = {
  RS256: { family: 'rsa', digest: 'sha256' },
  RS384: { family: 'rsa', digest: 'sha384' },
  RS512: { family: 'rsa', digest: 'sha512' },
  PS256: { family: 'rsa', digest: 'sha256', pss: true },
  PS384: { family: 'rsa', digest: 'sha384', pss: true },
  PS512: { family: 'rsa', digest: 'sha512', pss: true },
  ES256: { family: 'ec', digest: 'sha256', curve: 'P-256' },
  ES384: { family: 'ec', digest: 'sha384', curve: 'P-384' },
  ES512: { family: 'ec', digest: 'sha512', curve: 'P-521' },
  EdDSA: { family: 'ed25519', digest: null },
  Ed25519: { family: 'ed25519', digest: null },
} as const satisfies Record<string, AlgorithmDetail>

export function algorithmDetail(algorithm: SigningAlgorithm): AlgorithmDetail {
  return signingAlgorithms[algorithm]
}
