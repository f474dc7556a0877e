import { isDeepStrictEqual } from 'node:util'
import type { Scheme } from '../apis.js'
import { type Answer, valuesOf } from '../exchange.js'
import type { Expectation, Place } from '../rows/row.js'
import { type Challenge, parameterOf, readChallenges } from './challenges.js'
import { descriptionOf } from './description.js'
import { differs } from './differs.js'

/**
 * What the challenges of a refusal owe (RFC 6750 section 3, RFC 9449 section 7.1, RFC 9728 section 5.1):
 * one for each scheme that is accepted, the error in that of the scheme that was used.
 *
 * @param used - the scheme that the request used, where that is clear and it is accepted
 */
export function judgeChallenges(
  answer: Answer,
  expected: Expectation,
  place: Place,
  used: Scheme | undefined,
): readonly string[] {
  const challenges = readChallenges(valuesOf(answer, 'www-authenticate'))
  return [
    ...judgeSchemes(challenges, offered(answer.status, place, used)),
    ...challenges.flatMap((challenge) => [
      ...judgeCommon(challenge, place),
      ...judgeError(challenge, isBlamed(challenge, used) ? expected : {}),
    ]),
  ]
}

export function judgeNoChallenge(answer: Answer): readonly string[] {
  const came = valuesOf(answer, 'www-authenticate')
  return came.length === 0 ? [] : [`there is a challenge where none is due: ${came.join(', ')}`]
}

/** The used one first; who lacks a permission need not learn of another. */
function offered(status: number, { schemes }: Place, used: Scheme | undefined): readonly Scheme[] {
  if (used === undefined) return schemes
  return status === 403 ? [used] : [used, ...schemes.filter((scheme) => scheme !== used)]
}

function judgeSchemes(
  challenges: readonly Challenge[],
  schemes: readonly Scheme[],
): readonly string[] {
  const came = challenges.map(({ scheme }) => scheme)
  if (isDeepStrictEqual(came, schemes)) return []
  return [`the challenges are for ${list(came)}, expected ${list(schemes)}`]
}

function judgeCommon(challenge: Challenge, { metadata }: Place): readonly string[] {
  const algorithms = parameterOf(challenge, 'algs')
  const lists =
    challenge.scheme === 'DPoP'
      ? /(?:^| )ES256(?: |$)/.test(algorithms ?? '')
      : algorithms === undefined
  return [
    ...differs('resource_metadata', parameterOf(challenge, 'resource_metadata'), metadata),
    ...(lists ? [] : [`algs of the ${challenge.scheme} challenge is ${algorithms ?? 'missing'}`]),
  ]
}

function judgeError(
  challenge: Challenge,
  { error, scope, login, because }: Pick<Expectation, 'error' | 'scope' | 'login' | 'because'>,
): readonly string[] {
  const description = parameterOf(challenge, 'error_description')
  const first = challenge.parameters[0]?.[0]
  return [
    ...differs('error of the challenge', parameterOf(challenge, 'error'), error),
    ...(because === undefined ? [] : differs('reason', description, descriptionOf(because))),
    ...differs('acr_values', parameterOf(challenge, 'acr_values'), login?.acrValues),
    ...differs('max_age', parameterOf(challenge, 'max_age'), login?.maxAge),
    ...(scope === undefined && error !== 'insufficient_scope'
      ? []
      : differs('scope of the challenge', parameterOf(challenge, 'scope'), scope)),
    ...(error === undefined ? [] : differs('first parameter of the challenge', first, 'error')),
  ]
}

function isBlamed({ scheme }: Challenge, used: Scheme | undefined): boolean {
  return used === undefined || used === scheme
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'no scheme' : names.join(' and ')
}
