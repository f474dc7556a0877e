import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { type Challenge, challengesOf } from './wire/challenge.js'
import { valuesOf, type WireAnswer } from './wire/exchange.js'

/** The request got through. */
export function expectPass(answer: WireAnswer, status = 200): void {
  equal(answer.status, status, `${answer.status} came: ${answer.body}`)
  deepEqual(valuesOf(answer, 'www-authenticate'), [])
}

interface Refusal {
  readonly status: 400 | 401 | 403
  /** Nothing: no challenge may have an error. */
  readonly error?: string
  /** Whose challenge has the error. Default: that of every scheme that is offered. */
  readonly scheme?: 'Bearer' | 'DPoP'
  /** Schemes that are offered. */
  readonly schemes?: readonly string[]
  /** What `error_description` says, in the challenge and in the body. */
  readonly reason?: RegExp
}

const both = ['Bearer', 'DPoP']

/**
 * The request was refused: status, challenges with the error first and in the right ones, the same error
 * in the body, nothing to be stored. Returns the challenges.
 */
export function expectRefusal(answer: WireAnswer, refusal: Refusal): readonly Challenge[] {
  const { status, error, scheme, schemes = both, reason } = refusal
  equal(answer.status, status, `${answer.status} came: ${answer.body}`)
  const challenges = challengesOf(answer)
  deepEqual([...challenges.map((one) => one.scheme)].sort(), [...schemes].sort())
  for (const challenge of challenges) checkChallenge(challenge, blamed(challenge, error, scheme))
  deepEqual(valuesOf(answer, 'cache-control'), ['no-store'])
  deepEqual(valuesOf(answer, 'content-type'), ['application/json'])
  const body = JSON.parse(answer.body) as Record<string, unknown>
  equal(body.error, error)
  ok(!('error' in body) || typeof body.error_description === 'string')
  const descriptions = challenges.flatMap(
    ({ parameters }) => parameters.get('error_description') ?? [],
  )
  deepEqual([...new Set(descriptions)], 'error' in body ? [body.error_description] : [])
  if (reason !== undefined) match(String(body.error_description), reason)
  return challenges
}

function blamed({ scheme }: Challenge, error: string | undefined, only: string | undefined) {
  return only === undefined || only === scheme ? error : undefined
}

function checkChallenge({ scheme, parameters }: Challenge, error: string | undefined): void {
  equal(parameters.get('error'), error, `error in the challenge of ${scheme}`)
  if (error !== undefined) equal([...parameters.keys()][0], 'error', 'error comes first')
  else ok(!parameters.has('error_description'), 'no description without an error')
  ok(URL.canParse(parameters.get('resource_metadata') ?? ''), 'resource_metadata is a URL')
  equal(parameters.has('algs'), scheme === 'DPoP', 'algs stand in DPoP challenges')
  for (const value of parameters.values()) ok(/^[\x20-\x7e]*$/.test(value), 'printable ASCII')
}

/** The API cannot tell at the moment. */
export function expectBreakdown(answer: WireAnswer): void {
  equal(answer.status, 503, `${answer.status} came: ${answer.body}`)
  deepEqual(valuesOf(answer, 'www-authenticate'), [])
  ok(Number(valuesOf(answer, 'retry-after')[0]) >= 1)
  deepEqual(valuesOf(answer, 'cache-control'), ['no-store'])
  equal((JSON.parse(answer.body) as { error: string }).error, 'temporarily_unavailable')
}

/** The token description of `GET /me`. */
export function describedIn(answer: WireAnswer): Readonly<Record<string, unknown>> {
  expectPass(answer)
  return JSON.parse(answer.body) as Record<string, unknown>
}
