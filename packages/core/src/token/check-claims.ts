import { type Denial, deny } from '../errors/index.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { checkTimes, type TimeRules } from './check-times.js'
import { firstOf, missingClaim, type TokenForm } from './token-form.js'

export interface ClaimRules extends TimeRules {
  /** Accepted audiences; `null` accepts any, and a token without one. */
  readonly audience: readonly string[] | null
  /** Whether a token without `aud` passes: where the issuer answers for one audience only. */
  readonly audienceMayBeMissing?: boolean
  /** Where the claims are, and what more of them is demanded. Default: as RFC 9068 has them. */
  readonly form?: TokenForm
}

/** Checks the registered claims of an access token, cheap things first. The issuer is known already. */
export function checkClaims(claims: JsonObject, rules: ClaimRules): Denial | undefined {
  const { form = {} } = rules
  return (
    checkTypes(claims, form) ??
    checkRequired(claims, form) ??
    checkTimes(claims, rules) ??
    checkLifetime(claims, form) ??
    checkAudience(claims, rules)
  )
}

const stringClaims = ['sub', 'client_id', 'jti'] as const
const scopeClaim = ['scope'] as const

function checkTypes(claims: JsonObject, form: TokenForm): Denial | undefined {
  const { clientIdClaims, scopeClaims = scopeClaim } = form
  const fault =
    checkStrings(claims, stringClaims) ?? (clientIdClaims && checkStrings(claims, clientIdClaims))
  if (fault !== undefined) return fault
  for (const name of scopeClaims) {
    const scope = claims[name]
    if (scope !== undefined && !isStringOrStrings(scope)) {
      return wrongType(name, scope, 'a string or an array of strings')
    }
  }
  return undefined
}

function checkStrings(claims: JsonObject, names: readonly string[]): Denial | undefined {
  for (const name of names) {
    const value = claims[name]
    if (value !== undefined && typeof value !== 'string') return wrongType(name, value, 'a string')
  }
  return undefined
}

function checkRequired(claims: JsonObject, form: TokenForm): Denial | undefined {
  const missing = missingClaim(claims, form)
  return missing === undefined ? undefined : deny('claim_missing', `It has no ${missing}`)
}

/** Of dates whose types are good. */
function checkLifetime(
  { iat, exp }: JsonObject,
  { maximumLifetimeSeconds: maximum }: TokenForm,
): Denial | undefined {
  if (maximum === undefined) return undefined
  if (iat === undefined) return deny('claim_missing', 'It has no iat')
  const lifetime = Number(exp) - Number(iat)
  if (lifetime <= maximum) return undefined
  return deny('token_lifetime_too_long', `It lives ${lifetime} s, at most ${maximum} s are taken`)
}

function checkAudience(claims: JsonObject, rules: ClaimRules): Denial | undefined {
  const { aud: audience } = claims
  const { audience: accepted, audienceMayBeMissing, form = {} } = rules
  if (audience !== undefined && !isStringOrStrings(audience)) {
    return wrongType('aud', audience, 'a string or an array of strings')
  }
  if (accepted === null) return undefined
  if (audience === undefined) {
    const isExcused = audienceMayBeMissing === true || isOfKnownClient(claims, form)
    return isExcused ? undefined : deny('claim_missing', 'It has no aud')
  }
  if (audienceList(audience).some((value) => accepted.includes(value))) return undefined
  return deny('audience_mismatch', `aud is ${printable(audience)}, expected ${printable(accepted)}`)
}

/** Where an issuer says for whom a token is by the client that it is for. */
function isOfKnownClient(claims: JsonObject, form: TokenForm): boolean {
  const { clientsWithoutAudience = [], clientIdClaims = ['client_id'] } = form
  const client = firstOf(claims, clientIdClaims)
  return typeof client === 'string' && clientsWithoutAudience.includes(client)
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
