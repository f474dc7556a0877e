import { type Denial, deny, isDenial } from '../errors/index.js'
import { isJsonObject } from '../lib/json.js'
import type { TokenFacts, TokenValidator } from '../token/index.js'
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
      return introspector === undefined ? facts : { ...facts, confirm: asker(introspector, facts) }
    },
  }
}

/** Knows the claims and not the token: what is kept of a token must not hold its text. */
function asker(
  introspector: Introspector,
  { claims }: TokenFacts,
): NonNullable<TokenFacts['confirm']> {
  return async (token, digest) => {
    const said = await introspector.introspect(token, await digest.value(), true)
    return isDenial(said) ? said : disagreement(claims, said.claims)
  }
}

/** A binding that only the issuer's answer has must not get lost. */
function disagreement(own: Claims, theirs: Claims): Denial | undefined {
  if (theirs.cnf === undefined || confirmationText(own.cnf) === confirmationText(theirs.cnf)) {
    return undefined
  }
  return deny('claim_malformed', 'The token and its issuer disagree about cnf')
}

type Claims = TokenFacts['claims']

/** Equal for equal members in whatever order. */
function confirmationText(confirmation: unknown): string | undefined {
  if (!isJsonObject(confirmation)) return JSON.stringify(confirmation)
  return JSON.stringify(Object.entries(confirmation).sort(([a], [b]) => (a < b ? -1 : 1)))
}
