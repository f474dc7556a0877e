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

const usualClientId = ['client_id']
const usualScope = ['scope']

/**
 * Claims in the one form that no later room has to ask questions about.
 *
 * @param holds - whether they still hold; without it the token is validated anew each time
 */
export function tokenFacts(
  format: TokenFormat,
  issuer: string,
  claims: JsonObject,
  form: TokenForm = {},
  holds?: () => boolean,
): TokenFacts {
  const { sub, aud, exp } = claims as CheckedClaims
  const { clientIdClaims = usualClientId, scopeClaims = usualScope } = form
  const clientId = firstOf(claims, clientIdClaims) as string | undefined
  return {
    format,
    issuer,
    subject: sub,
    clientId,
    audience: audienceList(aud),
    scopes: scopeSet(firstOf(claims, scopeClaims) as string | string[] | undefined),
    expiresAt: exp,
    principal: isOfClient(claims, clientId, form) ? 'client' : undefined,
    claims,
    holds,
  }
}

function isOfClient(
  claims: JsonObject,
  clientId: string | undefined,
  { clientMarkers, clientSubjectSuffix: suffix }: TokenForm,
): boolean {
  if (clientMarkers?.some((marker) => shows(claims, marker)) === true) return true
  return suffix !== undefined && clientId !== undefined && claims.sub === clientId + suffix
}
