import { type AuthenticationNeeds, ConfigurationError, deny } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import { isWord } from '../lib/word.js'
import type { Policy, PolicyContext } from './policy.js'

/** Which login an operation needs: one of the two members, or both. */
export interface StepUpOptions extends AuthenticationNeeds {
  /** `acr` of the token must be one of these, compared exactly: the preferred one first. No order is known. */
  readonly acrValues?: readonly string[]
  /**
   * Most seconds since the user logged in (`auth_time`), a whole number from 0. With 0 only a login within
   * `clockToleranceSeconds` will do.
   */
  readonly maxAgeSeconds?: number
}

/**
 * The user must have logged in well enough, lately enough, or both; a token that does not say is not enough.
 * Otherwise 401 `insufficient_user_authentication` tells the client which login to ask for (RFC 9470 §3).
 *
 * @throws ConfigurationError when nothing is asked for, or what no challenge can say
 */
export function stepUp(options: StepUpOptions): Policy {
  const needs = readNeeds(options)
  return {
    scopes: [],
    authentication: needs,
    check({ claims: { acr, auth_time: authTime } }, context) {
      const { acrValues, maxAgeSeconds } = needs
      const isWeak = acrValues !== undefined && !acrValues.some((value) => value === acr)
      const isOld = maxAgeSeconds !== undefined && !isRecent(authTime, maxAgeSeconds, context)
      if (!isWeak && !isOld) return undefined
      const weak = `acr is ${printable(acr)}, it must be one of ${printable(acrValues)}`
      const old = `auth_time is ${printable(authTime)}, now is ${Math.floor(context.now)}, and no more than ${maxAgeSeconds} s may lie between`
      const message = [isWeak && weak, isOld && old].filter(Boolean).join('; ')
      return deny(isWeak ? 'authentication_too_weak' : 'authentication_too_old', message, needs)
    },
  }
}

/** As with `iat`, clocks that are a little ahead are usual. */
const leastAheadSeconds = 10

/** A login that is yet to come is none. */
function isRecent(authTime: unknown, maxAgeSeconds: number, context: PolicyContext): boolean {
  const { now, clockToleranceSeconds: tolerance } = context
  return (
    typeof authTime === 'number' &&
    now - authTime <= maxAgeSeconds + tolerance &&
    authTime - now <= Math.max(tolerance, leastAheadSeconds)
  )
}

function readNeeds(options: StepUpOptions): AuthenticationNeeds {
  const { acrValues, maxAgeSeconds, ...others } = options ?? {}
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw wrong(`has no option ${printable(unknown)}`)
  if (acrValues === undefined && maxAgeSeconds === undefined) throw wrong('asks for nothing')
  if (acrValues !== undefined && !isListOfWords(acrValues)) {
    throw wrong('has acrValues that are no list of strings without spaces or quotes')
  }
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    throw wrong(`has maxAgeSeconds ${printable(maxAgeSeconds)}, no whole number from 0`)
  }
  return {
    ...(acrValues && { acrValues: [...acrValues] }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  }
}

function isListOfWords(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isWord)
}

function wrong(what: string): ConfigurationError {
  const example =
    "stepUp({ acrValues: ['urn:example:mfa'], maxAgeSeconds: 300 }), or one of the two"
  return new ConfigurationError('option_invalid', `stepUp() ${what}: write ${example}`)
}
