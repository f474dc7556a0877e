import { type TokenDraft, withClaims, withHeader } from '../draft.js'
import type { DefectTable } from './defect.js'

/** A good signature on something that is no access token (RFC 9068 section 4, RFC 8725 section 3.11). */
export const typeDefects = {
  'typ-missing': { draft: (draft) => typed(draft, undefined) },
  'typ-jwt': { draft: (draft) => typed(draft, 'JWT') },
  'typ-id-token-like': { draft: likeIdToken },
  'typ-dpop': { draft: (draft) => typed(draft, 'dpop+jwt') },
  'typ-logout': { draft: (draft) => typed(draft, 'logout+jwt') },
} as const satisfies DefectTable

function typed(draft: TokenDraft, typ: string | undefined): TokenDraft {
  return withHeader(draft, { typ })
}

function likeIdToken(draft: TokenDraft): TokenDraft {
  const aud = draft.payload.client_id ?? 'client-1'
  return typed(withClaims(draft, { aud, nonce: 'nonce-1' }), 'JWT')
}
