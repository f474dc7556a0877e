import type { Scheme } from '../apis.js'
import { type Answer, valuesOf } from '../exchange.js'
import type { Expectation, Place } from '../rows/row.js'
import { differs } from './differs.js'
import { judgeBody } from './judge-body.js'
import { judgeChallenges, judgeNoChallenge } from './judge-challenges.js'

/** What happened around an answer. */
export interface Circumstances {
  /** The scheme that the request used, where that is clear and the API accepts it. */
  readonly used?: Scheme | undefined
  /** What the client was answered before it came again. */
  readonly earlier?: readonly Answer[]
  /** What the same request gets where no guard stands. */
  readonly unguarded?: Answer | undefined
}

/** How an answer differs from what was expected, sentence by sentence; nothing when it does not. */
export function judge(
  answer: Answer,
  expected: Expectation,
  place: Place,
  { used, earlier = [], unguarded }: Circumstances = {},
): readonly string[] {
  if (expected.status === 'unguarded') return judgeUnguarded(answer, unguarded)
  if (answer.status !== expected.status) {
    return [`the status is ${answer.status}, expected ${expected.status}`]
  }
  const isRefusal = answer.status >= 400 && answer.status < 500
  return [
    ...(isRefusal
      ? [...judgeChallenges(answer, expected, place, used), ...judgeUncached(answer)]
      : judgeNoChallenge(answer)),
    ...(answer.status === 503 ? judgeRetryAfter(answer) : []),
    ...judgeBody(answer, expected, place, isRefusal),
    ...judgeNonces([...earlier, answer], expected, place),
  ]
}

/** A guard that steps aside leaves no trace. */
function judgeUnguarded(answer: Answer, unguarded: Answer | undefined): readonly string[] {
  if (unguarded === undefined) return ['nothing is known of the same request without a guard']
  const headersOf = ({ headers }: Answer) =>
    headers.filter(([name]) => name.toLowerCase() !== 'date')
  return [
    ...differs('the status', answer.status, unguarded.status),
    ...differs('the list of headers', headersOf(answer), headersOf(unguarded)),
    ...differs('the body', answer.body, unguarded.body),
  ]
}

/** RFC 9110 section 10.2.3. */
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

/** One on every answer of an API that gives them out (RFC 9449 section 8.2), and none elsewhere. */
function judgeNonces(
  answers: readonly Answer[],
  { afterNonce = false }: Expectation,
  { nonces }: Place,
): readonly string[] {
  const counts = answers.map((answer) => valuesOf(answer, 'dpop-nonce').length)
  const statuses = answers.slice(0, -1).map(({ status }) => status)
  return [
    ...differs(
      'the number of nonces',
      counts,
      answers.map(() => (nonces ? 1 : 0)),
    ),
    ...differs('the list of earlier answers', statuses, afterNonce ? [401] : []),
    ...(afterNonce ? answers.slice(0, 1).flatMap(judgeNonceDemand) : []),
  ]
}

function judgeNonceDemand({ headers }: Answer): readonly string[] {
  const challenge = headers.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]
  if (challenge?.startsWith('DPoP error="use_dpop_nonce"') === true) return []
  return [`the first challenge is ${challenge ?? 'missing'}, expected one that asks for a nonce`]
}
