import { randomUUID } from 'node:crypto'
import { selfSignedCertificate } from '../../jws/self-signed-certificate.js'
import { generateSigningKey, type TestKey } from '../../keys/signing-key.js'
import { type JsonMembers, type TokenDraft, withHeader } from '../draft.js'
import type { DefectTable } from './defect.js'

const unknownExtension = 'urn:example:unknown'

/** Headers that must not be believed (RFC 7515 section 4.1, RFC 7797, RFC 8725 section 3.10). */
export const headerDefects = {
  'unknown-kid': { draft: (draft) => withHeader(draft, { kid: randomUUID() }) },
  'kid-not-string': { draft: (draft) => withHeader(draft, { kid: 42 }) },
  'crit-unknown': {
    draft: (draft) => withHeader(draft, { crit: [unknownExtension], [unknownExtension]: true }),
  },
  // Signed well in both readings: unencoded, the signing input is the very same text.
  'crit-b64': { draft: (draft) => withHeader(draft, { crit: ['b64'], b64: false }) },
  'b64-unprotected': { draft: (draft) => withHeader(draft, { b64: false }) },
  // Not really compressed, so that whoever ignores the header would take the token.
  zip: { draft: (draft) => withHeader(draft, { zip: 'DEF' }) },
  'embedded-jwk': { draft: (draft) => embedded(draft, ({ publicJwk }) => ({ jwk: publicJwk })) },
  'embedded-jku': {
    draft: (draft) => embedded(draft, () => ({ jku: 'https://intruder.test/jwks' })),
  },
  'embedded-x5c': { draft: (draft) => embedded(draft, certificateChain) },
} as const satisfies DefectTable

/** Signed by an attacker, who says in the header where to find the key. */
function embedded(draft: TokenDraft, members: (attacker: TestKey) => JsonMembers): TokenDraft {
  const attacker = generateSigningKey(draft.key.algorithm)
  return { ...withHeader(draft, members(attacker)), signWith: attacker.privateKey }
}

function certificateChain(attacker: TestKey): JsonMembers {
  return { x5c: [selfSignedCertificate(attacker, 'intruder.test').toString('base64')] }
}
