import { type DefectTable, type JsonMembers, type ProofDraft, withHeader } from '../draft.js'

/** A header that is not one of a proof (RFC 9449 section 4.2); the signature is good. */
export const headerDefects = {
  'typ-missing': member({ typ: undefined }),
  'typ-jwt': member({ typ: 'JWT' }),
  'typ-access-token': member({ typ: 'at+jwt' }),
  'typ-similar': member({ typ: 'dpop+at' }),
  'typ-not-string': member({ typ: true }),
  'alg-missing': member({ alg: undefined }),
  'alg-not-string': member({ alg: ['ES256'] }),
  'alg-unknown': member({ alg: 'ES256K' }),
  'alg-lower-case': { draft: (draft) => withHeader(draft, { alg: lower(draft) }) },
  'crit-unknown': member({ crit: ['urn:example:unknown'], 'urn:example:unknown': true }),
  'b64-false': member({ crit: ['b64'], b64: false }),
} as const satisfies DefectTable

function member(members: JsonMembers) {
  return { draft: (draft: ProofDraft) => withHeader(draft, members) }
}

function lower({ header }: ProofDraft): string {
  return String(header.alg).toLowerCase()
}
