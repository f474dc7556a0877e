import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

/** The algorithms this authority signs with; the first is the default. */
export const signingAlgorithms = ['ES256', 'RS256'] as const

export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/** Private keys as a JWK set, one per algorithm. */
export interface SigningKeys {
  keys: JWK[]
}

/** Makes fresh keys: nothing is ever read from or written to a disk. */
export async function generateKeys(): Promise<SigningKeys> {
  return { keys: await Promise.all(signingAlgorithms.map(generateKey)) }
}

async function generateKey(alg: SigningAlgorithm): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg }
}
