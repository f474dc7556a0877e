import { deepFreeze } from '../lib/deep-freeze.js'
import type { TokenFormat, ValidatedToken } from '../token/index.js'

/**
 * The claims of access tokens. Give yours a type once, by declaration merging:
 *
 * ```ts
 * declare module '@portcullis/core' {
 *   interface AccessTokenClaims { role?: string | string[] }
 * }
 * ```
 */
export interface AccessTokenClaims {
  readonly [name: string]: unknown
}

/** How a token is bound to who presents it (RFC 9449 §6, RFC 8705 §3). */
export type TokenBinding = 'none' | 'dpop' | 'mtls' | 'dpop+mtls'

declare const bound: unique symbol

/**
 * A validated access token in the hands of its rightful holder. Frozen, because it may be shared by
 * requests. Only the guard makes one.
 */
export interface AccessToken {
  readonly [bound]: true
  /** `sub`. Unique per issuer only (RFC 8725 §3.8); absent from some client-credentials tokens. */
  readonly subject: string | undefined
  /** `client_id`. */
  readonly clientId: string | undefined
  /**
   * Who acts: a user, or the client itself. A client's `sub` may equal a user's (RFC 9068 §5,
   * RFC 9700 §4.15): do not authorize a user's action on `subject` alone.
   */
  readonly principal: 'user' | 'client'
  /** `iss`. */
  readonly issuer: string
  /** `aud` as a list; empty where the token has none and the guard allows that. */
  readonly audience: readonly string[]
  /** `scope` as a set, whether it came as a string or an array. */
  readonly scopes: ReadonlySet<string>
  /** `exp`, in seconds since the epoch; absent only where an introspected token has none. */
  readonly expiresAt: number | undefined
  /** How the token's validity was proved. */
  readonly format: TokenFormat
  /** What the holder proved possession of, beside the token. */
  readonly binding: TokenBinding
  /** Every claim, as the issuer said it. */
  readonly claims: AccessTokenClaims
}

/**
 * Puts the brand on a token whose confirmation was checked. Only `pop/` calls it. A token that is
 * validated once and used often is made into one frozen object.
 */
export function accessToken(token: ValidatedToken, binding: TokenBinding): AccessToken {
  const { memo } = token
  if (memo.binding === binding && memo.accessToken !== undefined)
    return memo.accessToken as AccessToken
  const fresh = makeAccessToken(token, binding)
  memo.binding = binding
  memo.accessToken = fresh
  return fresh
}

function makeAccessToken(token: ValidatedToken, binding: TokenBinding): AccessToken {
  const { subject, clientId, issuer, audience, scopes, expiresAt, format, claims } = token
  const isClient = subject === undefined || subject === clientId
  const principal = token.principal ?? (isClient ? 'client' : 'user')
  const fields = {
    subject,
    clientId,
    principal,
    issuer,
    audience,
    scopes,
    expiresAt,
    format,
    binding,
    claims,
  }
  return deepFreeze(fields) as Omit<AccessToken, typeof bound> as AccessToken
}
