import { type Denial, deny } from '../errors/index.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { type ClaimRules, checkClaims, type TokenFacts, tokenFacts } from '../token/index.js'

/**
 * Checks what an issuer says about an active token as if it were a JWT's claims: the issuer vouches for
 * them, but not that the token is for us or still good now (RFC 7662 §2.2, §4).
 */
export function judgeAnswer(
  claims: Readonly<JsonObject>,
  issuer: string,
  rules: ClaimRules,
): TokenFacts | Denial {
  const fault = checkOrigin(claims, issuer) ?? checkClaims(claims, rules)
  return fault ?? tokenFacts('reference', issuer, claims)
}

function checkOrigin(claims: JsonObject, issuer: string): Denial | undefined {
  const { iss, token_type: type } = claims
  if (iss !== undefined && iss !== issuer) {
    return deny('issuer_not_trusted', `${printable(issuer)} says that iss is ${printable(iss)}`)
  }
  // Some issuers say `access_token` here, some the scheme, some nothing; a refresh token is not for us.
  if (typeof type === 'string' && type.toLowerCase() === 'refresh_token') {
    return deny('token_type_not_access_token', 'The issuer says that it is a refresh token')
  }
  return undefined
}
