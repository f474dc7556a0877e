import { type DefectTable, headerTextOf, type ProofDraft, payloadTextOf } from '../draft.js'

/** Not one strict compact JWS of two JSON objects, or too large to look at (RFC 9449 section 4.3). */
export const shapeDefects = {
  empty: { proof: () => '' },
  'not-a-jwt': { proof: () => 'proof' },
  'two-parts': { proof: (proof) => proof.slice(0, proof.lastIndexOf('.')) },
  'four-parts': { proof: (proof) => `${proof}.bW9yZQ` },
  'json-serialization': { proof: flattened },
  padding: { proof: (proof) => `${proof}=` },
  'white-space': { proof: (proof) => proof.replace('.', ' .') },
  'two-joined': { proof: (proof) => `${proof}, ${proof}` },
  'payload-not-json': { draft: (draft) => ({ ...draft, payloadText: 'not JSON' }) },
  'payload-null': { draft: (draft) => ({ ...draft, payloadText: 'null' }) },
  'payload-array': { draft: (draft) => ({ ...draft, payloadText: `[${payloadTextOf(draft)}]` }) },
  'header-not-json': { draft: (draft) => ({ ...draft, headerText: 'not JSON' }) },
  'duplicate-claim': { draft: (draft) => ({ ...draft, payloadText: twice('htm', draft) }) },
  'duplicate-header-member': {
    draft: (draft) => ({ ...draft, headerText: `{"typ":"JWT",${headerTextOf(draft).slice(1)}` }),
  },
  /** More than 8 KiB, by a claim that nobody knows. */
  oversize: { draft: (draft) => ({ ...draft, payloadText: padded(draft) }) },
} as const satisfies DefectTable

function flattened(proof: string): string {
  const [header, payload, signature] = proof.split('.')
  return JSON.stringify({ payload, protected: header, signature })
}

/** In front, so that a last-wins parser sees no harm. */
function twice(name: string, draft: ProofDraft): string {
  return `{"${name}":"TRACE",${payloadTextOf(draft).slice(1)}`
}

function padded(draft: ProofDraft): string {
  return `{"padding":"${'x'.repeat(8192)}",${payloadTextOf(draft).slice(1)}`
}
