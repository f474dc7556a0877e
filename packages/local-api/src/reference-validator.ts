import {
  checkClaims,
  type Denial,
  deny,
  type TokenFacts,
  type TokenValidator,
  tokenFacts,
} from '@portcullis/core'
import type { Asker } from './asker.js'

export interface ReferenceRules {
  readonly issuer: string
  /** Accepted audiences; `null` accepts any, and a token without one. */
  readonly audience: readonly string[] | null
  readonly clockToleranceSeconds: number
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

/**
 * Validates reference tokens by looking them up. Nothing is kept: the authority is at hand, so every use
 * asks it, and a token that it does not know is refused without any call.
 */
export function referenceValidator(rules: ReferenceRules, asker: Asker): TokenValidator {
  return {
    accepts: (shape) => shape.kind === 'opaque',
    async validate(shape) {
      if (shape.kind !== 'opaque') return deny('token_format_not_accepted', 'It is no reference')
      const claims = await asker.findReferenceToken(shape.token)
      if (claims !== undefined) return judge(claims, rules)
      return deny('token_inactive', 'The authority knows no such access token')
    },
  }
}

/** As if they were a JWT's: that the authority knows a token does not make it one for us (RFC 7662 §4). */
function judge(claims: TokenFacts['claims'], rules: ReferenceRules): TokenFacts | Denial {
  const { issuer, audience, clockToleranceSeconds, clock } = rules
  if (claims.iss !== undefined && claims.iss !== issuer) {
    return deny('issuer_not_trusted', 'The authority gave the token of another issuer')
  }
  const now = clock() / 1000
  // The authority was asked just now, so it need not say until when its answer is good.
  const times = { now, clockToleranceSeconds, expiryMayBeMissing: true }
  return checkClaims(claims, { ...times, audience }) ?? tokenFacts('local', issuer, claims)
}
