import { deepFreeze } from '../lib/deep-freeze.js'
import { type ScopeHierarchy, widenScopes } from '../lib/scope-set.js'
import type { TokenFormat, ValidatedToken } from '../token/index.js'
import { type Actor, readActor } from './actor.js'

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
  readonly principal: 'user' | 'client' | 'unknown'
  /** `iss`. */
  readonly issuer: string
  /** `aud` as a list; empty where the token has none and the guard allows that. */
  readonly audience: readonly string[]
  /** `scope` as a set, whether it came as a string or an array. */
  readonly scopes: ReadonlySet<string>
  /** `scopes`, and those that the guard's `scopeHierarchy` has them include: what policies go by. */
  readonly effectiveScopes: ReadonlySet<string>
  /** `exp`, in seconds since the epoch; absent only where an introspected token has none. */
  readonly expiresAt: number | undefined
  /** How the token's validity was proved. */
  readonly format: TokenFormat
  /** What the holder proved possession of, beside the token. */
  readonly binding: TokenBinding
  /** Who acts for the subject, where the token is one of delegation (RFC 8693 §4.1). */
  readonly actor: Actor | undefined
  /** Every claim, as the issuer said it. */
  readonly claims: AccessTokenClaims
}

/**
 * Puts the brand on a token whose confirmation was checked. Only `pop/` calls it. A token that is
 * validated once and used often is made into one frozen object.
 */
export function accessToken(
  token: ValidatedToken,
  binding: TokenBinding,
  hierarchy?: ScopeHierarchy,
): AccessToken {
  const { memo } = token
  if (memo.binding === binding && memo.hierarchy === hierarchy && memo.accessToken !== undefined)
    return memo.accessToken as AccessToken
  const fresh = makeAccessToken(token, binding, hierarchy)
  memo.binding = binding
  memo.hierarchy = hierarchy
  memo.accessToken = fresh
  return fresh
}

function makeAccessToken(
  token: ValidatedToken,
  binding: TokenBinding,
  hierarchy: ScopeHierarchy | undefined,
): AccessToken {
  const { subject, clientId, issuer, scopes, expiresAt, format } = token
  const audience = Object.freeze(token.audience)
  const claims = deepFreeze(token.claims)
  const fields = {
    subject,
    clientId,
    principal: principalOf(token),
    issuer,
    audience,
    scopes,
    effectiveScopes: widenScopes(scopes, hierarchy),
    expiresAt,
    format,
    binding,
    actor: readActor(claims),
    claims,
  }
  return Object.freeze(fields) as Omit<AccessToken, typeof bound> as AccessToken
}

/**
 * A subject is a user's when it is known not to be the client's. Introspection may leave out either
 * (RFC 7662 §2.2), and names the user who has no subject in `username`.
 */
function principalOf({ principal, subject, clientId, claims }: ValidatedToken) {
  if (principal !== undefined) return principal
  if (clientId === undefined) return 'unknown'
  if (subject !== undefined) return subject === clientId ? 'client' : 'user'
  return claims.username === undefined ? 'client' : 'unknown'
}
