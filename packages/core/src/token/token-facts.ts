import type { JsonObject } from '../lib/json.js'
import { scopeSet } from '../lib/scope-set.js'
import { audienceList } from './check-claims.js'
import { firstOf, shows, type TokenForm } from './token-form.js'
import type { TokenFacts, TokenFormat } from './validated-token.js'

/** Claims whose types `checkClaims` has found good. */
interface CheckedClaims extends JsonObject {
  sub?: string
  aud?: string | string[]
  exp?: number
}

/** Claims in the one form that no later room has to ask questions about. */
export function tokenFacts(
  format: TokenFormat,
  issuer: string,
  claims: JsonObject,
  form: TokenForm = {},
): TokenFacts {
  const { sub, aud, exp } = claims as CheckedClaims
  const { clientIdClaims = ['client_id'], scopeClaims = ['scope'], clientMarkers } = form
  const isClient = clientMarkers?.some((marker) => shows(claims, marker)) === true
  return {
    format,
    issuer,
    subject: sub,
    clientId: firstOf(claims, clientIdClaims) as string | undefined,
    audience: audienceList(aud),
    scopes: scopeSet(firstOf(claims, scopeClaims) as string | string[] | undefined),
    expiresAt: exp,
    claims,
    ...(isClient ? { principal: 'client' } : {}),
  }
}
