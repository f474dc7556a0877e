import { encode } from '../../jws/sign-compact.js'
import { generateSigningKey } from '../../keys/signing-key.js'
import { type TokenDraft, withHeader } from '../draft.js'
import { type DefectTable, join, split } from './defect.js'

/** The signature is missing, worthless, or somebody else's (RFC 8725 sections 2.1 and 3.1). */
export const signatureDefects = {
  'alg-none': { draft: (draft) => unsigned(draft, 'none') },
  'alg-none-mixed-case': { draft: (draft) => unsigned(draft, 'nOnE') },
  'empty-signature': { token: (token) => join({ ...split(token), signature: '' }) },
  'hs256-with-public-key': { draft: withPublicKeyAsSecret },
  'tampered-payload': { token: tamperPayload },
  'tampered-signature': { token: tamperSignature },
  'other-key': { draft: signedByStranger },
} as const satisfies DefectTable

function unsigned(draft: TokenDraft, alg: string): TokenDraft {
  return { ...withHeader(draft, { alg }), algorithm: 'none' }
}

function withPublicKeyAsSecret(draft: TokenDraft): TokenDraft {
  const pem = draft.key.publicKey.export({ format: 'pem', type: 'spki' })
  return { ...withHeader(draft, { alg: 'HS256' }), signWith: Buffer.from(pem), algorithm: 'HS256' }
}

function signedByStranger(draft: TokenDraft): TokenDraft {
  return { ...draft, signWith: generateSigningKey(draft.key.algorithm).privateKey }
}

function tamperPayload(token: string): string {
  const parts = split(token)
  const claims = JSON.parse(Buffer.from(parts.payload, 'base64url').toString())
  const payload = encode(JSON.stringify({ ...claims, sub: 'intruder' }))
  return join({ ...parts, payload })
}

function tamperSignature(token: string): string {
  const parts = split(token)
  const bytes = Buffer.from(parts.signature, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return join({ ...parts, signature: encode(bytes) })
}
