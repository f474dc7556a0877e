import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, exchange, type Request } from './exchange.js'
import { judge } from './judge.js'
import type { Place, RequestPlan, Row } from './rows/row.js'
import type { TokenRecipe } from './tokens/recipe.js'

/** A row and what came of it. */
export interface Result {
  readonly row: Row
  /** Nothing when there was no answer. */
  readonly answer?: Answer
  /** Sentences; none when everything is as expected. */
  readonly differences: readonly string[]
}

/** Comes by the token of a recipe. */
export type Take = (recipe: TokenRecipe) => Promise<string>

const pauseMilliseconds = 100

/** Sends what a row says and judges the answer; again and again where the row has patience. */
export async function runRow(row: Row, place: Place, take: Take): Promise<Result> {
  const secrets: string[] = []
  const request = await prepare(row.request, remembering(take, secrets)).catch(asError)
  if (request instanceof Error) {
    return { row, differences: [`no token was to be had: ${reasonOf(request)}`] }
  }
  const deadline = Date.now() + (row.withinSeconds ?? 0) * 1000
  for (;;) {
    const result = await attempt(row, request, place, secrets)
    if (result.differences.length === 0 || Date.now() >= deadline) return result
    await sleep(pauseMilliseconds)
  }
}

async function attempt(
  row: Row,
  request: Request,
  place: Place,
  secrets: readonly string[],
): Promise<Result> {
  try {
    const answer = await exchange(place.url, request)
    const differences = judge(answer, row.expected, place)
    if (!echoes(answer, secrets)) return { row, answer, differences }
    const hidden = hide(answer, secrets)
    return { row, answer: hidden, differences: [...differences, 'the answer repeats the token'] }
  } catch (error) {
    return { row, differences: [`no answer came: ${reasonOf(error)}`] }
  }
}

async function prepare(plan: RequestPlan, take: Take): Promise<Request> {
  const { method = 'GET', path, queryToken } = plan
  const query = queryToken === undefined ? '' : `?access_token=${await take(queryToken)}`
  const lines = await Promise.all(
    (plan.authorization ?? []).map(async ([scheme, credentials]) => {
      const value = typeof credentials === 'string' ? credentials : await take(credentials)
      return `${scheme} ${value}`.trimEnd()
    }),
  )
  const authorization = lines.length === 0 ? {} : { Authorization: lines }
  return { method, target: `${path}${query}`, headers: { ...plan.headers, ...authorization } }
}

function remembering(take: Take, secrets: string[]): Take {
  return async (recipe) => {
    const token = await take(recipe)
    secrets.push(token)
    return token
  }
}

function echoes(answer: Answer, secrets: readonly string[]): boolean {
  const text = [answer.body, ...answer.headers.map(([, value]) => value)].join('\n')
  return secrets.some((secret) => text.includes(secret))
}

/** What is printed later never has a token in it. */
function hide(answer: Answer, secrets: readonly string[]): Answer {
  const without = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '(the token)'), text)
  const headers = answer.headers.map(([name, value]) => [name, without(value)] as const)
  return { ...answer, headers, body: without(answer.body) }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

/** The message, and what an OAuth error response said. */
function reasonOf(error: unknown): string {
  const { message, name, error_description: description } = asError(error) as OAuthError
  return [message || name, ...(description === undefined ? [] : [description])].join(': ')
}

interface OAuthError extends Error {
  readonly error_description?: string
}
