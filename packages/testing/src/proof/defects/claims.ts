import { createHash } from 'node:crypto'
import { type DefectTable, type ProofDraft, payloadTextOf, withClaims } from '../draft.js'

/** Claims of a wrong type or value, or none (RFC 9449 section 4.2, section 4.3, checks 3, 8, 11 and 12). */
export const claimDefects = {
  'no-jti': claim('jti', undefined),
  'jti-number': claim('jti', 42),
  'jti-null': claim('jti', null),
  'jti-array': claim('jti', ['jti']),
  'jti-empty': claim('jti', ''),
  'jti-huge': claim('jti', 'x'.repeat(257)),
  'no-htm': claim('htm', undefined),
  'htm-number': claim('htm', 1),
  'htm-array': { draft: (draft) => withClaims(draft, { htm: [draft.claims.htm] }) },
  'htm-empty': claim('htm', ''),
  'htm-other': claim('htm', 'TRACE'),
  'htm-lower-case': {
    draft: (draft) => withClaims(draft, { htm: String(draft.claims.htm).toLowerCase() }),
  },
  'no-iat': claim('iat', undefined),
  'iat-string': { draft: (draft) => withClaims(draft, { iat: String(draft.claims.iat) }) },
  'iat-null': claim('iat', null),
  'iat-true': claim('iat', true),
  'iat-negative': claim('iat', -1),
  /** A number of JSON that no clock has. */
  'iat-infinite': { draft: (draft) => ({ ...draft, payloadText: withInfiniteIat(draft) }) },
  'iat-milliseconds': shifted((iat) => iat * 1000),
  'iat-an-hour-old': shifted((iat) => iat - 3600),
  'iat-an-hour-ahead': shifted((iat) => iat + 3600),
  'no-ath': claim('ath', undefined),
  'ath-number': claim('ath', 42),
  'ath-null': claim('ath', null),
  'ath-empty': claim('ath', ''),
  'ath-of-another-token': claim('ath', createHash('sha256').update('another').digest('base64url')),
  'ath-in-hex': {
    draft: (draft) =>
      withClaims(draft, { ath: Buffer.from(athOf(draft), 'base64url').toString('hex') }),
  },
  'ath-padded': { draft: (draft) => withClaims(draft, { ath: `${athOf(draft)}=` }) },
  'nonce-number': claim('nonce', 42),
} as const satisfies DefectTable

function claim(name: string, value: unknown) {
  return { draft: (draft: ProofDraft) => withClaims(draft, { [name]: value }) }
}

function shifted(shift: (iat: number) => number) {
  return {
    draft: (draft: ProofDraft) => withClaims(draft, { iat: shift(Number(draft.claims.iat)) }),
  }
}

function withInfiniteIat(draft: ProofDraft): string {
  return payloadTextOf(draft).replace(/"iat":[^,}]+/, '"iat":1e999')
}

function athOf({ claims }: ProofDraft): string {
  return String(claims.ath)
}
