import { isDeepStrictEqual } from 'node:util'
import { type DenialCode, denialCodes } from '@portcullis/core'
import { type Challenge, parameterOf, readChallenges } from './challenges.js'
import { type Answer, valuesOf } from './exchange.js'
import type { Expectation, Members, Place } from './rows/row.js'

/** How an answer differs from what was expected, sentence by sentence; nothing when it does not. */
export function judge(answer: Answer, expected: Expectation, place: Place): readonly string[] {
  if (!isStatus(answer.status, expected)) {
    return [`the status is ${answer.status}, expected ${expected.status}`]
  }
  return [...judgeByStatus(answer, expected, place), ...judgeBody(answer, expected, place)]
}

function isStatus(came: number, { status }: Expectation): boolean {
  return status === 'no refusal' ? ![400, 401, 403].includes(came) && came < 500 : came === status
}

/** What a status always owes (RFC 6750 section 3, RFC 9728 section 5.1, RFC 9110 section 15.6.4). */
function judgeByStatus(answer: Answer, expected: Expectation, place: Place): readonly string[] {
  if (answer.status === 503) return [...judgeRetryAfter(answer), ...judgeNoChallenge(answer)]
  if (!isRefusal(expected)) return judgeNoChallenge(answer)
  const challenges = readChallenges(valuesOf(answer, 'www-authenticate'))
  return [
    ...judgeSchemes(challenges, place),
    ...challenges.flatMap((challenge) => judgeChallenge(challenge, expected, place)),
    ...judgeUncached(answer),
  ]
}

function judgeSchemes(challenges: readonly Challenge[], { schemes }: Place): readonly string[] {
  const came = challenges.map(({ scheme }) => scheme)
  if (isDeepStrictEqual(came, schemes)) return []
  return [`the challenges are for ${list(came)}, expected ${list(schemes)}`]
}

function judgeChallenge(
  challenge: Challenge,
  { error, scope, because }: Expectation,
  { url }: Place,
): readonly string[] {
  const description = parameterOf(challenge, 'error_description')
  const first = challenge.parameters[0]?.[0]
  const document = `${url}/.well-known/oauth-protected-resource`
  return [
    ...differs('error of the challenge', parameterOf(challenge, 'error'), error),
    ...(because === undefined ? [] : differs('reason', description, descriptionOf(because))),
    ...differs('scope of the challenge', parameterOf(challenge, 'scope'), scope),
    ...differs('resource_metadata', parameterOf(challenge, 'resource_metadata'), document),
    ...(error === undefined ? [] : differs('first parameter of the challenge', first, 'error')),
  ]
}

function judgeNoChallenge(answer: Answer): readonly string[] {
  const came = valuesOf(answer, 'www-authenticate')
  return came.length === 0 ? [] : [`there is a challenge where none is due: ${came.join(', ')}`]
}

function judgeRetryAfter(answer: Answer): readonly string[] {
  const [value] = valuesOf(answer, 'retry-after')
  const good = value !== undefined && /^[1-9]\d*$/.test(value)
  const problem = `Retry-After is ${value ?? 'missing'}, expected a number of seconds`
  return [...(good ? [] : [problem]), ...judgeUncached(answer)]
}

function judgeUncached(answer: Answer): readonly string[] {
  const control = valuesOf(answer, 'cache-control').join(', ')
  return control.includes('no-store') ? [] : ['Cache-Control: no-store is missing']
}

function judgeBody(answer: Answer, expected: Expectation, place: Place): readonly string[] {
  const wanted = expectedMembers(expected, place)
  if (wanted === undefined) return []
  const body = parse(answer.body)
  if (body === undefined) return ['the body is not a JSON object']
  return Object.entries(wanted).flatMap(([name, value]) =>
    differs(`"${name}" of the body`, body[name], value),
  )
}

/** A refusal says the same in its body as in its challenge. */
function expectedMembers(expected: Expectation, place: Place): Members | undefined {
  const { body, error } = expected
  if (body !== undefined) return typeof body === 'function' ? body(place) : body
  return isRefusal(expected) ? { error } : undefined
}

function isRefusal({ status }: Expectation): boolean {
  return typeof status === 'number' && status >= 400 && status < 500
}

/** The text on the wire is the same in every binding: core has it. */
function descriptionOf(code: DenialCode): string | undefined {
  const facts: { readonly source: string; readonly description?: string } = denialCodes[code]
  return facts.description
}

function parse(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Members) : undefined
  } catch {
    return undefined
  }
}

function differs(what: string, came: unknown, wanted: unknown): readonly string[] {
  if (isDeepStrictEqual(came, wanted)) return []
  return [`${what} is ${show(came)}, expected ${show(wanted)}`]
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'no scheme' : names.join(' and ')
}
