import type { Policy, PolicyContext } from '../../src/index.js'
import type { JsonObject } from '../../src/lib/json.js'
import { type AccessToken, accessToken } from '../../src/pop/access-token.js'
import { tokenFacts } from '../../src/token/index.js'
import { validatedToken } from '../../src/token/validated-token.js'

/** An access token with these claims, as if they had been proved. */
export function tokenWith(claims: JsonObject = {}): AccessToken {
  const facts = tokenFacts('jwt', 'https://issuer.test', { exp: 2_000_000_000, ...claims })
  return accessToken(validatedToken(facts), 'none')
}

/** What the guard would tell a policy. */
export const context: PolicyContext = {
  now: 1_900_000_000,
  clockToleranceSeconds: 5,
  resource: 'https://api.example.com',
}

/** What a policy says of a token with these claims. */
export async function judge(policy: Policy, claims: JsonObject, told: Partial<PolicyContext> = {}) {
  return policy.check(tokenWith(claims), { ...context, ...told })
}
