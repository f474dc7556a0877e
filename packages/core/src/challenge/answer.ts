import type { Breakdown, Denial } from '../errors/index.js'
import { type ChallengeSettings, challenges } from './challenge.js'

/** One field line. A name may come several times: append, do not set. */
export type HeaderField = readonly [name: string, value: string]

/** An HTTP answer, ready to be copied by whatever framework serves it. */
export interface Answer {
  readonly status: number
  readonly headers: readonly HeaderField[]
  /** Empty when there is none. */
  readonly body: string
}

/** The answer to a denial: status, challenges and a small JSON body with the same error. */
export function answerDenial(
  denial: Denial,
  settings: ChallengeSettings,
  scope?: readonly string[],
): Answer {
  const body = { error: denial.error, error_description: denial.description }
  const fields = challenges(denial, settings, scope)
  return jsonAnswer(
    denial.status,
    fields.map((value) => ['WWW-Authenticate', value]),
    body,
  )
}

/** The answer to our own trouble: 503, when to come again, no challenge and no detail. */
export function answerBreakdown(breakdown: Breakdown): Answer {
  const retryAfter = String(Math.max(1, Math.ceil(breakdown.retryAfterSeconds)))
  return jsonAnswer(503, [['Retry-After', retryAfter]], {
    error: 'temporarily_unavailable',
    error_description: 'The access token cannot be checked at the moment',
  })
}

function jsonAnswer(status: number, headers: readonly HeaderField[], body: object): Answer {
  const common: readonly HeaderField[] = [
    ['Cache-Control', 'no-store'],
    ['Content-Type', 'application/json'],
  ]
  return { status, headers: [...headers, ...common], body: JSON.stringify(body) }
}
