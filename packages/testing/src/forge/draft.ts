import type { KeyObject } from 'node:crypto'
import type { TestClock } from '../clock.js'
import { type SignatureAlgorithm, signCompact } from '../jws/sign-compact.js'
import type { TestKeys } from '../keys/key-ring.js'
import type { TestKey } from '../keys/signing-key.js'

export type JsonMembers = Readonly<Record<string, unknown>>

/** A token before it is signed. The texts, when there are any, win over the members. */
export interface TokenDraft {
  readonly header: JsonMembers
  readonly payload: JsonMembers
  readonly headerText?: string | Uint8Array
  readonly payloadText?: string | Uint8Array
  /** The issuer's key that the token claims to be signed with. */
  readonly key: TestKey
  /** What it is really signed with, and how. */
  readonly signWith: KeyObject | Uint8Array
  readonly algorithm: SignatureAlgorithm
}

export interface ForgeContext {
  readonly issuer: string
  readonly clock: TestClock
  readonly keys: TestKeys
}

export function signDraft(draft: TokenDraft): string {
  return signCompact({
    headerText: headerTextOf(draft),
    payloadText: payloadTextOf(draft),
    key: draft.signWith,
    algorithm: draft.algorithm,
  })
}

export function headerTextOf({ headerText, header }: TokenDraft): string | Uint8Array {
  return headerText ?? JSON.stringify(header)
}

export function payloadTextOf({ payloadText, payload }: TokenDraft): string | Uint8Array {
  return payloadText ?? JSON.stringify(payload)
}

export function withHeader(draft: TokenDraft, members: JsonMembers): TokenDraft {
  return { ...draft, header: { ...draft.header, ...members } }
}

export function withClaims(draft: TokenDraft, members: JsonMembers): TokenDraft {
  return { ...draft, payload: { ...draft.payload, ...members } }
}
