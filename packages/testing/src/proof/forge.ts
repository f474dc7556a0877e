import { createHash, randomUUID } from 'node:crypto'
import { defectNamed, type ProofDefect } from './defects/index.js'
import { type JsonMembers, type ProofDraft, signDraft } from './draft.js'
import type { ProofKey } from './proof-key.js'

export interface ProofOptions {
  readonly key: ProofKey
  /** `htm`. Default `GET`. */
  readonly method?: string
  /** `htu`, as it is. */
  readonly url: string
  /** The access token that the proof goes with; without one there is no `ath`. */
  readonly token?: string
  /** The nonce of the server. */
  readonly nonce?: string
  /** Epoch milliseconds, for `iat`, which is a whole number of seconds. Default `Date.now`. */
  readonly clock?: () => number
  /** Claims to add or replace, of any type; undefined removes one. */
  readonly claims?: JsonMembers
  /** Header members to add or replace; undefined removes one. */
  readonly header?: JsonMembers
  /** One thing to be wrong; applied last, to what the other options made. */
  readonly defect?: ProofDefect
  /** The payload as it is, in place of all claims; it may be no JSON at all. */
  readonly payloadText?: string
  /** The header as it is, in place of all members. */
  readonly headerText?: string
}

export interface ProofForge {
  /** A DPoP proof (RFC 9449 section 4.2) with a fresh `jti`, good but for what is told. */
  forge(options: ProofOptions): string
}

/** Makes DPoP proofs, good and bad. */
export const proofs: ProofForge = {
  forge(options) {
    const good = draftOf(options)
    if (options.defect === undefined) return signDraft(good)
    const defect = defectNamed(options.defect)
    const draft = defect.draft?.(good) ?? good
    const proof = signDraft(draft)
    return defect.proof?.(proof, draft) ?? proof
  },
}

function draftOf(options: ProofOptions): ProofDraft {
  const { key, headerText, payloadText } = options
  return {
    header: { typ: 'dpop+jwt', alg: key.algorithm, jwk: key.publicJwk, ...options.header },
    claims: { ...goodClaims(options), ...options.claims },
    ...(headerText === undefined ? {} : { headerText }),
    ...(payloadText === undefined ? {} : { payloadText }),
    key,
    signWith: key.privateKey,
    algorithm: key.algorithm,
  }
}

function goodClaims({ method = 'GET', url, token, nonce, clock = Date.now }: ProofOptions) {
  const iat = Math.floor(clock() / 1000)
  const ath = token === undefined ? undefined : digestOf(token)
  return { jti: randomUUID(), htm: method, htu: url, iat, ath, nonce }
}

/** RFC 9449 section 4.2: SHA-256 of the ASCII of the token, in base64url. */
function digestOf(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest('base64url')
}
