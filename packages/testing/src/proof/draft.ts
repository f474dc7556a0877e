import type { KeyObject } from 'node:crypto'
import { type SignatureAlgorithm, signCompact } from '../jws/sign-compact.js'
import type { ProofKey } from './proof-key.js'

export type JsonMembers = Readonly<Record<string, unknown>>

/** A proof before it is signed. The texts, when there are any, win over the members. */
export interface ProofDraft {
  readonly header: JsonMembers
  readonly claims: JsonMembers
  readonly headerText?: string
  readonly payloadText?: string
  /** Whose proof it is. */
  readonly key: ProofKey
  /** What it is really signed with, and how. */
  readonly signWith: KeyObject | Uint8Array
  readonly algorithm: SignatureAlgorithm
}

export function signDraft(draft: ProofDraft): string {
  return signCompact({
    headerText: headerTextOf(draft),
    payloadText: payloadTextOf(draft),
    key: draft.signWith,
    algorithm: draft.algorithm,
  })
}

export function headerTextOf({ headerText, header }: ProofDraft): string {
  return headerText ?? JSON.stringify(header)
}

export function payloadTextOf({ payloadText, claims }: ProofDraft): string {
  return payloadText ?? JSON.stringify(claims)
}

export function withHeader(draft: ProofDraft, members: JsonMembers): ProofDraft {
  return { ...draft, header: { ...draft.header, ...members } }
}

export function withClaims(draft: ProofDraft, members: JsonMembers): ProofDraft {
  return { ...draft, claims: { ...draft.claims, ...members } }
}

/** What is wrong with a proof: with what is signed, or with the signed text. */
export interface Defect {
  readonly draft?: (draft: ProofDraft) => ProofDraft
  readonly proof?: (proof: string, draft: ProofDraft) => string
}

export type DefectTable = Readonly<Record<string, Defect>>
