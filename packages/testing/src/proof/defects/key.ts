import { encode } from '../../jws/sign-compact.js'
import { type DefectTable, type JsonMembers, type ProofDraft, withHeader } from '../draft.js'
import { createProofKey, type ProofKey } from '../proof-key.js'

/** A `jwk` that is no public key for the algorithm (RFC 9449 section 4.3, checks 5 to 7). */
export const keyDefects = {
  'jwk-missing': { draft: (draft) => withJwk(draft, undefined) },
  'jwk-null': { draft: (draft) => withJwk(draft, null) },
  'jwk-string': { draft: (draft) => withJwk(draft, JSON.stringify(draft.header.jwk)) },
  'jwk-array': { draft: (draft) => withJwk(draft, [draft.header.jwk]) },
  'jwk-empty': { draft: (draft) => withJwk(draft, {}) },
  'jwk-private': {
    draft: (draft) => withJwk(draft, draft.key.privateKey.export({ format: 'jwk' })),
  },
  'jwk-with-d': withMembers({ d: 'AQAB' }),
  'jwk-with-p': withMembers({ p: 'AQAB' }),
  'jwk-with-q': withMembers({ q: 'AQAB' }),
  'jwk-with-dp': withMembers({ dp: 'AQAB' }),
  'jwk-with-dq': withMembers({ dq: 'AQAB' }),
  'jwk-with-qi': withMembers({ qi: 'AQAB' }),
  'jwk-with-oth': withMembers({ oth: [] }),
  'jwk-with-k': withMembers({ k: 'AQAB' }),
  'kty-missing': withMembers({ kty: undefined }),
  'kty-unknown': withMembers({ kty: 'LWE' }),
  'kty-not-string': withMembers({ kty: 1 }),
  'kty-of-another-alg': { draft: (draft) => withHeader(asEc(draft), { alg: 'RS256' }) },
  'crv-missing': ofEc({ crv: undefined }),
  'crv-unknown': ofEc({ crv: 'P-192' }),
  'crv-of-another-alg': { draft: (draft) => ofKey(draft, createProofKey('ES256'), 'ES384') },
  'x-missing': ofEc({ x: undefined }),
  'y-missing': ofEc({ y: undefined }),
  'x-not-string': ofEc({ x: 7 }),
  'x-not-base64url': ofEc({ x: 'a+b/c=' }),
  'x-too-long': { draft: (draft) => offCurve(draft, (bytes) => Buffer.concat([bytes, bytes])) },
  'x-not-on-curve': { draft: (draft) => offCurve(draft, withOneBitTurned) },
  'okp-x-missing': { draft: (draft) => mutate(asEd25519(draft), { x: undefined }) },
  'okp-x-zero': { draft: (draft) => mutate(asEd25519(draft), { x: encode(new Uint8Array(32)) }) },
  'okp-crv-x25519': { draft: (draft) => mutate(asEd25519(draft), { crv: 'X25519' }) },
} as const satisfies DefectTable

/** The proof of another key, signed by it in this way. */
export function ofKey(draft: ProofDraft, key: ProofKey, algorithm = key.algorithm): ProofDraft {
  const claimed = withHeader(draft, { alg: algorithm, jwk: key.publicJwk })
  return { ...claimed, key, signWith: key.privateKey, algorithm }
}

export function mutate(draft: ProofDraft, members: JsonMembers): ProofDraft {
  return withJwk(draft, { ...jwkOf(draft), ...members })
}

function withJwk(draft: ProofDraft, jwk: unknown): ProofDraft {
  return withHeader(draft, { jwk })
}

function withMembers(members: JsonMembers) {
  return { draft: (draft: ProofDraft) => mutate(draft, members) }
}

function ofEc(members: JsonMembers) {
  return { draft: (draft: ProofDraft) => mutate(asEc(draft), members) }
}

function asEc(draft: ProofDraft): ProofDraft {
  return draft.key.publicJwk.kty === 'EC' ? draft : ofKey(draft, createProofKey('ES256'))
}

function asEd25519(draft: ProofDraft): ProofDraft {
  return draft.key.publicJwk.kty === 'OKP' ? draft : ofKey(draft, createProofKey('EdDSA'))
}

function offCurve(draft: ProofDraft, change: (x: Uint8Array) => Uint8Array): ProofDraft {
  const ec = asEc(draft)
  return mutate(ec, { x: encode(change(Buffer.from(String(jwkOf(ec).x), 'base64url'))) })
}

function withOneBitTurned(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte))
}

function jwkOf(draft: ProofDraft): Readonly<Record<string, unknown>> {
  return draft.header.jwk as Record<string, unknown>
}
