import type { JsonObject } from '../../src/lib/json.js'
import { type AccessToken, accessToken } from '../../src/pop/access-token.js'
import { tokenFacts } from '../../src/token/index.js'
import { validatedToken } from '../../src/token/validated-token.js'

/** An access token with these claims, as if they had been proved. */
export function tokenWith(claims: JsonObject = {}): AccessToken {
  const facts = tokenFacts('jwt', 'https://issuer.test', { exp: 2_000_000_000, ...claims })
  return accessToken(validatedToken(facts), 'none')
}
