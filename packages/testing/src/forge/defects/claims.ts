import { calculateJwkThumbprint } from 'jose'
import { generateSigningKey } from '../../keys/signing-key.js'
import { type ForgeContext, type TokenDraft, withClaims } from '../draft.js'
import type { DefectTable } from './defect.js'

/** Claims that a resource server must refuse (RFC 9068 section 4, RFC 7519 section 4.1). */
export const claimDefects = {
  expired: { draft: (draft, context) => timed(draft, context, { iat: -900, exp: -600 }) },
  'not-yet-valid': { draft: (draft, context) => timed(draft, context, { nbf: 600, exp: 900 }) },
  'no-exp': { draft: (draft) => withClaims(draft, { exp: undefined }) },
  'issued-in-future': {
    draft: (draft, context) => timed(draft, context, { iat: 3600, exp: 7200 }),
  },
  'wrong-issuer': { draft: (draft) => withClaims(draft, { iss: 'https://intruder.test' }) },
  'issuer-trailing-slash': { draft: (draft, { issuer }) => withClaims(draft, slashed(issuer)) },
  'issuer-case': {
    draft: (draft, { issuer }) => withClaims(draft, { iss: issuer.toUpperCase() }),
  },
  'no-issuer': { draft: (draft) => withClaims(draft, { iss: undefined }) },
  'wrong-audience': { draft: (draft) => withClaims(draft, { aud: 'urn:another-api' }) },
  'no-audience': { draft: (draft) => withClaims(draft, { aud: undefined }) },
  'cnf-jkt': { draft: boundToKey },
} as const satisfies DefectTable

function timed(
  draft: TokenDraft,
  { clock }: ForgeContext,
  offsetsSeconds: Readonly<Record<string, number>>,
): TokenDraft {
  const now = Math.floor(clock.seconds())
  const entries = Object.entries(offsetsSeconds).map(([name, offset]) => [name, now + offset])
  return withClaims(draft, Object.fromEntries(entries))
}

function slashed(issuer: string): { iss: string } {
  return { iss: issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/` }
}

/** Sender-constrained (RFC 9449 section 6.1): worthless as a bearer token. */
async function boundToKey(draft: TokenDraft): Promise<TokenDraft> {
  const jkt = await calculateJwkThumbprint(generateSigningKey('ES256').publicJwk)
  return withClaims(draft, { cnf: { jkt } })
}
