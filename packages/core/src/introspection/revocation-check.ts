import { type Denial, deny, isDenial } from '../errors/index.js'
import { isJsonObject } from '../lib/json.js'
import type { TokenFacts, TokenValidator, UnverifiedJws } from '../token/index.js'
import type { Introspector } from './introspector.js'

/**
 * Asks the issuer about each JWT that was already found good here, for those who must know of a
 * revocation before `exp`. A forged JWT still causes no call.
 *
 * @param introspectors - by issuer; JWTs of an issuer without one are not asked about
 */
export function withRevocationCheck(
  validator: TokenValidator,
  introspectors: ReadonlyMap<string, Introspector>,
): TokenValidator {
  return {
    accepts: (shape) => validator.accepts(shape),
    async validate(shape, digest) {
      const facts = await validator.validate(shape, digest)
      if (isDenial(facts)) return facts
      const introspector = introspectors.get(facts.issuer)
      if (introspector === undefined) return facts
      const { token } = shape as UnverifiedJws
      const said = await introspector.introspect(token, await digest.value(), true)
      return isDenial(said) ? said : agreeing(facts, said)
    },
  }
}

/** A binding that only the issuer's answer has must not get lost. */
function agreeing(facts: TokenFacts, said: TokenFacts): TokenFacts | Denial {
  const [own, theirs] = [facts.claims.cnf, said.claims.cnf]
  if (theirs === undefined || confirmationText(own) === confirmationText(theirs)) return facts
  return deny('claim_malformed', 'The token and its issuer disagree about cnf')
}

/** Equal for equal members in whatever order. */
function confirmationText(confirmation: unknown): string | undefined {
  if (!isJsonObject(confirmation)) return JSON.stringify(confirmation)
  return JSON.stringify(Object.entries(confirmation).sort(([a], [b]) => (a < b ? -1 : 1)))
}
