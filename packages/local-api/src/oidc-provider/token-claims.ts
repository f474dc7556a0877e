import type { LocalClaims } from '../local-authority.js'
import type { StoredToken } from './provider.js'
import { standingClaimOf } from './standing-claim.js'

/**
 * A stored token as introspection would tell it (RFC 7662 §2.2): what `extraTokenClaims` said stands behind
 * what the token is. Its own identifier is left out, for that is the token.
 *
 * @param subject - `sub`, as this client knows the user
 */
export function claimsOf(
  token: StoredToken,
  issuer: string,
  subject: string | undefined,
): LocalClaims {
  const { clientId: client_id, aud, scope, iat, exp, sid, rar: authorization_details } = token
  const extra = (token.extra ?? {}) as LocalClaims
  // A binding of the authority's own making is not dropped: it is refused where nobody can verify it.
  const cnf = confirmationOf(token) ?? extra.cnf
  const own = { iss: issuer, sub: subject, client_id, aud, scope, iat, exp, sid, cnf }
  return definedIn({ ...extra, ...own, authorization_details, ...standingClaimOf(token) })
}

function confirmationOf(token: StoredToken): object | undefined {
  const { jkt, 'x5t#S256': thumbprint } = token
  if (jkt === undefined && thumbprint === undefined) return undefined
  return definedIn({ jkt, 'x5t#S256': thumbprint })
}

function definedIn(members: LocalClaims): LocalClaims {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
