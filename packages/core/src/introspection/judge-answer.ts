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
  const { iss } = claims
  if (iss !== undefined && iss !== issuer) {
    return deny('issuer_not_trusted', `${printable(issuer)} says that iss is ${printable(iss)}`)
  }
  return checkType('token_type', claims.token_type) ?? checkType('token_use', claims.token_use)
}

/** RFC 8693 §3 has names for kinds of tokens; issuers use them with and without their prefix. */
const prefix = 'urn:ietf:params:oauth:token-type:'
const otherKinds = ['refresh_token', 'refresh', 'id_token', 'id']

/**
 * Some issuers say `access_token` here, some the scheme, some nothing; some say `Bearer` always and the
 * kind in `token_use`. A refresh token is not for us, active or not.
 */
function checkType(name: string, type: unknown): Denial | undefined {
  if (type === undefined) return undefined
  if (typeof type !== 'string') {
    return deny('claim_malformed', `${name} is ${printable(type)}, not a string`)
  }
  const kind = type.toLowerCase()
  const bare = kind.startsWith(prefix) ? kind.slice(prefix.length) : kind
  if (!otherKinds.includes(bare)) return undefined
  return deny('token_type_not_access_token', `The issuer says that ${name} is ${printable(type)}`)
}
