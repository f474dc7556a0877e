import { isDenial, type TokenFacts, type TokenValidator } from '@portcullis/core'
import type { Asker } from './asker.js'
import { deepFreeze } from './deep-freeze.js'
import type { LocalToken } from './local-authority.js'

/** Asks the authority about each token that a validator finds good, on every use of it. */
export function withAuthority(
  validator: TokenValidator,
  form: LocalToken['form'],
  asker: Asker,
): TokenValidator {
  return {
    accepts: (shape) => validator.accepts(shape),
    async validate(shape, digest) {
      const facts = await validator.validate(shape, digest)
      if (isDenial(facts)) return facts
      const token = describe(facts, form)
      // Kept tokens are judged again, too: what is kept is only what a signature proves.
      return { ...facts, confirm: () => asker.checkStanding(token) }
    },
  }
}

/** Frozen with all that is in it: whoever is asked cannot take a check away. */
function describe(facts: TokenFacts, form: LocalToken['form']): LocalToken {
  const { issuer, subject, clientId, audience, scopes, expiresAt, claims } = facts
  return deepFreeze({ form, issuer, subject, clientId, audience, scopes, expiresAt, claims })
}
