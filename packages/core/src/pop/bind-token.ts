import type { PresentedCredentials } from '../credentials/index.js'
import { type Denial, deny } from '../errors/index.js'
import type { ValidatedToken } from '../token/index.js'
import { type AccessToken, accessToken } from './access-token.js'

/**
 * Joins a validated token with what its holder proved. A token with a confirmation (RFC 7800 §3.1)
 * never passes as a bearer token, whatever stands in it and whatever is switched off.
 */
export function bindToken(
  token: ValidatedToken,
  credentials: PresentedCredentials,
): AccessToken | Denial {
  if (token.claims.cnf === undefined) return accessToken(token, 'none')
  return deny(
    'binding_required',
    `The token has a cnf claim and came as ${credentials.scheme}, without a proof that is checked here`,
  )
}
