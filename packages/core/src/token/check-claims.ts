import { type Denial, deny } from '../errors/index.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { checkTimes, type TimeRules } from './check-times.js'

export interface ClaimRules extends TimeRules {
  /** Accepted audiences; `null` accepts any, and a token without one. */
  readonly audience: readonly string[] | null
  /** Whether a token without `aud` passes: where the issuer answers for one audience only. */
  readonly audienceMayBeMissing?: boolean
}

/** Checks the registered claims of an access token, cheap things first. The issuer is known already. */
export function checkClaims(claims: JsonObject, rules: ClaimRules): Denial | undefined {
  return checkTypes(claims) ?? checkTimes(claims, rules) ?? checkAudience(claims.aud, rules)
}

const stringClaims = ['sub', 'client_id', 'jti'] as const

function checkTypes(claims: JsonObject): Denial | undefined {
  for (const name of stringClaims) {
    const value = claims[name]
    if (value !== undefined && typeof value !== 'string') return wrongType(name, value, 'a string')
  }
  const { scope } = claims
  if (scope !== undefined && !isStringOrStrings(scope)) {
    return wrongType('scope', scope, 'a string or an array of strings')
  }
  return undefined
}

function checkAudience(audience: unknown, rules: ClaimRules): Denial | undefined {
  const { audience: accepted, audienceMayBeMissing } = rules
  if (audience !== undefined && !isStringOrStrings(audience)) {
    return wrongType('aud', audience, 'a string or an array of strings')
  }
  if (accepted === null) return undefined
  if (audience === undefined) {
    return audienceMayBeMissing === true ? undefined : deny('claim_missing', 'It has no aud')
  }
  if (audienceList(audience).some((value) => accepted.includes(value))) return undefined
  return deny('audience_mismatch', `aud is ${printable(audience)}, expected ${printable(accepted)}`)
}

/** `aud` in one form (RFC 7519 §4.1.3). */
export function audienceList(audience: string | readonly string[] | undefined): readonly string[] {
  if (audience === undefined) return []
  return typeof audience === 'string' ? [audience] : audience
}

function isStringOrStrings(value: unknown): value is string | readonly string[] {
  if (typeof value === 'string') return true
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function wrongType(name: string, value: unknown, expected: string): Denial {
  return deny('claim_malformed', `${name} is ${printable(value)}, not ${expected}`)
}
