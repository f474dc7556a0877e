import { isDenial } from './errors/index.js'
import { LocalKeys } from './issuer/index.js'
import { createJwtValidator } from './jwt/index.js'
import { type Algorithm, algorithmNames } from './lib/algorithms.js'
import { type Clock, systemClock } from './lib/clock.js'
import type { TokenFacts, TokenValidator } from './token/index.js'

export interface LocalJwtOptions {
  /** `iss` of the tokens, compared exactly. */
  readonly issuer: string
  /** Accepted audiences; `null` accepts any, and a token without one. */
  readonly audience: readonly string[] | null
  /**
   * The public keys (RFC 7517 §5), or the promise of them: a new object whenever they change, the same one
   * as long as they do not.
   */
  readonly keys: () => object | Promise<object>
  /** Accepted signature algorithms. Default: all that are supported. */
  readonly algorithms?: readonly Algorithm[]
  /** Seconds that clocks may differ. Default 0: it is the same clock. */
  readonly clockToleranceSeconds?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: Clock
  /** Asked on every use of a token whose signature is good: a denial when it is good no more. */
  readonly confirm?: (facts: TokenFacts) => ReturnType<NonNullable<TokenFacts['confirm']>>
}

/**
 * Validates JWT access tokens of an issuer in this process, by the rules of RFC 9068 §4 and without any
 * call. For makers of validators such as `@portcullis/local-api`.
 */
export function localJwtValidator(options: LocalJwtOptions): TokenValidator {
  const { issuer: identifier, audience, keys, confirm, clock = systemClock } = options
  const rules = {
    issuer: { identifier, keys: new LocalKeys(keys) },
    audience,
    algorithms: new Set(options.algorithms ?? algorithmNames),
    clockToleranceSeconds: options.clockToleranceSeconds ?? 0,
    format: 'local',
  } as const
  const validator = createJwtValidator(new Map([[identifier, rules]]), clock)
  if (confirm === undefined) return validator
  return {
    accepts: validator.accepts,
    async validate(shape, digest) {
      const facts = await validator.validate(shape, digest)
      return isDenial(facts) ? facts : { ...facts, confirm: () => confirm(facts) }
    },
  }
}
