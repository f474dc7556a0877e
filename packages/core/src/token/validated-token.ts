import type { Denial } from '../errors/index.js'
import type { JsonObject } from '../lib/json.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import type { TokenDigest } from './token-digest.js'

/** Where the proof of a token's validity came from. */
export type TokenFormat = 'jwt' | 'reference' | 'local'

/** What every validator finds out about a token, in one form, so that no later room asks which it was. */
export interface TokenFacts {
  readonly format: TokenFormat
  /** `iss`: meaningful together with `subject` (RFC 8725 §3.8). */
  readonly issuer: string
  /** `sub`, where the issuer sets one. */
  readonly subject: string | undefined
  /** `client_id`. */
  readonly clientId: string | undefined
  /**
   * Who acts, where the issuer says so in its own way; otherwise it follows from subject and client id.
   */
  readonly principal?: 'user' | 'client' | undefined
  readonly audience: readonly string[]
  readonly scopes: ReadonlySet<string>
  /** Epoch seconds, as the issuer said it; a reference token may have none. */
  readonly expiresAt: number | undefined
  /** Every claim, as the issuer said it. */
  readonly claims: Readonly<JsonObject>
  /**
   * Whether what was found out still holds: times, and the key that verified it. Where it is absent, the
   * token is validated anew each time.
   */
  readonly holds?: (() => boolean) | undefined
  /**
   * What only somebody else knows, such as a revocation: asked on every use, also of a token that was kept.
   */
  readonly confirm?:
    | ((token: string, digest: TokenDigest) => MaybePromise<Denial | undefined>)
    | undefined
}

declare const validated: unique symbol

/** A token whose origin, integrity, times and audience are proved. Only `token/` makes one. */
export interface ValidatedToken extends TokenFacts {
  readonly [validated]: true
  /** What `pop/` made of it last, for the next request with the same token. */
  readonly memo: {
    binding: string | undefined
    hierarchy: object | undefined
    accessToken: object | undefined
  }
}

/** Puts the brand on what a configured validator vouches for. */
export function validatedToken(facts: TokenFacts): ValidatedToken {
  const memo = { binding: undefined, hierarchy: undefined, accessToken: undefined }
  // Written out: a spread costs more than the checks.
  const token: Omit<ValidatedToken, typeof validated> = {
    format: facts.format,
    issuer: facts.issuer,
    subject: facts.subject,
    clientId: facts.clientId,
    principal: facts.principal,
    audience: facts.audience,
    scopes: facts.scopes,
    expiresAt: facts.expiresAt,
    claims: facts.claims,
    holds: facts.holds,
    confirm: facts.confirm,
    memo,
  }
  return token as ValidatedToken
}
