import { type Denial, deny } from '../errors/index.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'

export interface TimeRules {
  /** Epoch seconds, fractions allowed. */
  readonly now: number
  readonly clockToleranceSeconds: number
  /** Whether a token without `exp` passes: where its issuer is asked anew all the time. */
  readonly expiryMayBeMissing?: boolean
}

/** 9999-12-31T23:59:59Z: a later NumericDate is no date but a way around the check. */
const latestDate = 253_402_300_799
/** Issuers whose clock is a little ahead are usual (FAPI 2.0 SP §5.3). */
const leastIssuedAheadSeconds = 10

/** `exp`, `nbf` and `iat` (RFC 7519 §4.1.4–4.1.6). A token expires at `exp`, not after it. */
export function checkTimes(claims: JsonObject, rules: TimeRules): Denial | undefined {
  const { exp, nbf, iat } = claims
  if (exp === undefined && rules.expiryMayBeMissing !== true) {
    return deny('claim_missing', 'It has no exp')
  }
  if (exp !== undefined && !isNumericDate(exp)) return noDate('exp', exp)
  if (nbf !== undefined && !isNumericDate(nbf)) return noDate('nbf', nbf)
  if (iat !== undefined && !isNumericDate(iat)) return noDate('iat', iat)
  return checkExpiry(exp, rules) ?? checkNotBefore(nbf, rules) ?? checkIssuedAt(iat, rules)
}

function checkExpiry(expiresAt: number | undefined, rules: TimeRules): Denial | undefined {
  if (expiresAt === undefined || rules.now < expiresAt + rules.clockToleranceSeconds)
    return undefined
  return deny('token_expired', `It expired at ${expiresAt}, now is ${Math.floor(rules.now)}`)
}

function checkNotBefore(notBefore: number | undefined, rules: TimeRules): Denial | undefined {
  if (notBefore === undefined || rules.now + rules.clockToleranceSeconds >= notBefore)
    return undefined
  return deny('token_not_yet_valid', `nbf is ${notBefore}, now is ${Math.floor(rules.now)}`)
}

function checkIssuedAt(issuedAt: number | undefined, rules: TimeRules): Denial | undefined {
  const ahead = Math.max(rules.clockToleranceSeconds, leastIssuedAheadSeconds)
  if (issuedAt === undefined || issuedAt <= rules.now + ahead) return undefined
  return deny('token_issued_in_future', `iat is ${issuedAt}, now is ${Math.floor(rules.now)}`)
}

function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= latestDate
}

function noDate(name: string, value: unknown): Denial {
  return deny('claim_malformed', `${name} is ${printable(value)}, not a NumericDate`)
}
