import type { KeyObject, webcrypto } from 'node:crypto'
import { createProofKey, type ProofKey } from '@portcullis/testing'

/** The key of a DPoP client, as openid-client wants it and as whoever forges proofs does. */
export interface ClientKey {
  readonly pair: webcrypto.CryptoKeyPair
  readonly proofKey: ProofKey
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }

export async function createClientKey(): Promise<ClientKey> {
  const proofKey = createProofKey('ES256')
  const [privateKey, publicKey] = await Promise.all([
    webKey(proofKey.privateKey, 'pkcs8', 'sign'),
    webKey(proofKey.publicKey, 'spki', 'verify'),
  ])
  return { pair: { privateKey, publicKey }, proofKey }
}

function webKey(
  key: KeyObject,
  format: 'pkcs8' | 'spki',
  use: 'sign' | 'verify',
): Promise<webcrypto.CryptoKey> {
  const der = key.export({ format: 'der', type: format })
  return crypto.subtle.importKey(format, der, algorithm, use === 'verify', [use])
}
