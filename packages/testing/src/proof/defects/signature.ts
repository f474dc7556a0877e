import { randomBytes } from 'node:crypto'
import { encode } from '../../jws/sign-compact.js'
import { type DefectTable, type ProofDraft, withHeader } from '../draft.js'
import { createProofKey } from '../proof-key.js'
import { ofKey } from './key.js'

/** The signature is missing, worthless, or somebody else's (RFC 9449 section 4.3, checks 5 and 6). */
export const signatureDefects = {
  'alg-none': { draft: (draft) => ({ ...withHeader(draft, { alg: 'none' }), algorithm: 'none' }) },
  'alg-hs256-with-public-key': { draft: signedWithPublicKey },
  'alg-hs256-with-oct-key': { draft: signedWithOwnSecret },
  'empty-signature': { proof: (proof) => proof.slice(0, proof.lastIndexOf('.') + 1) },
  'tampered-signature': { proof: tamperSignature },
  'tampered-payload': { proof: tamperPayload },
  /** Not signed by the key in it. */
  'other-key-signed': {
    draft: (draft) => ({ ...draft, signWith: createProofKey(draft.key.algorithm).privateKey }),
  },
  /** Good in itself, but of another key than the token is bound to. */
  'other-key': { draft: (draft) => ofKey(draft, createProofKey(draft.key.algorithm)) },
} as const satisfies DefectTable

function signedWithPublicKey(draft: ProofDraft): ProofDraft {
  const pem = draft.key.publicKey.export({ format: 'pem', type: 'spki' })
  return { ...withHeader(draft, { alg: 'HS256' }), signWith: Buffer.from(pem), algorithm: 'HS256' }
}

/** A MAC that holds, with the key that is in the header. */
function signedWithOwnSecret(draft: ProofDraft): ProofDraft {
  const secret = randomBytes(32)
  const jwk = { kty: 'oct', k: encode(secret) }
  return { ...withHeader(draft, { alg: 'HS256', jwk }), signWith: secret, algorithm: 'HS256' }
}

function tamperSignature(proof: string): string {
  const end = proof.lastIndexOf('.') + 1
  const bytes = Buffer.from(proof.slice(end), 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return proof.slice(0, end) + encode(bytes)
}

/** Good claims all the same, with a fresh `jti`. */
function tamperPayload(proof: string): string {
  const [header, payload = '', signature] = proof.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return [header, encode(JSON.stringify({ ...claims, jti: 'another' })), signature].join('.')
}
