import type { JsonObject } from '../lib/json.js'
import { scopeSet } from '../lib/scope-set.js'
import { audienceList } from './check-claims.js'
import type { TokenFacts, TokenFormat } from './validated-token.js'

/** Claims whose types `checkClaims` has found good. */
interface CheckedClaims extends JsonObject {
  sub?: string
  client_id?: string
  aud?: string | string[]
  scope?: string | string[]
  exp?: number
}

/**
 * Claims in the one form that no later room has to ask questions about.
 *
 * @param holds - whether they still hold; without it the token is validated anew each time
 */
export function tokenFacts(
  format: TokenFormat,
  issuer: string,
  claims: JsonObject,
  holds?: () => boolean,
): TokenFacts {
  const { sub, client_id, aud, scope, exp } = claims as CheckedClaims
  return {
    format,
    issuer,
    subject: sub,
    clientId: client_id,
    audience: audienceList(aud),
    scopes: scopeSet(scope),
    expiresAt: exp,
    claims,
    holds,
  }
}
