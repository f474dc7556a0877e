import { setTimeout as sleep } from 'node:timers/promises'
import type { Host, Scheme } from './apis.js'
import { type Answer, exchange } from './exchange.js'
import { judge } from './judge/judge.js'
import { type Hands, prepare, type Send } from './prepare.js'
import type { Place, RequestPlan, Row } from './rows/row.js'
import { hide, type Secrets, watchful } from './secrets.js'
import type { TokenRecipe } from './tokens/recipe.js'

/** A row and what came of it at one host of its API. */
export interface Result {
  readonly row: Row
  readonly host: Host
  /** Nothing when there was no answer. */
  readonly answer?: Answer
  /** Sentences; none when everything is as expected. */
  readonly differences: readonly string[]
}

export function isWrong({ differences }: Result): boolean {
  return differences.length > 0
}

/** What running a row needs. */
export interface RowHands extends Hands {
  readonly host: Host
  readonly revoke: (recipe: TokenRecipe) => Promise<void>
}

const pauseMilliseconds = 100
/** A route without a guard. */
const unguardedPath = '/health'

/** Sends what a row says and judges the answer; again and again where the row has patience. */
export async function runRow(row: Row, hands: RowHands): Promise<Result> {
  const { host } = hands
  const secrets: Secrets = []
  const send = await makeReady(row, { ...hands, take: watchful(hands.take, secrets) }).catch(
    asError,
  )
  if (send instanceof Error) return { row, host, differences: [reasonOf(send)] }
  const deadline = Date.now() + (row.withinSeconds ?? 0) * 1000
  for (;;) {
    const result = await attempt(row, send, hands, secrets)
    if (result.differences.length === 0 || Date.now() >= deadline) return result
    await sleep(pauseMilliseconds)
  }
}

/** Makes the request ready, and does what the row wants done beforehand. */
async function makeReady(row: Row, hands: RowHands): Promise<Send> {
  const send = await prepare(row.request, hands).catch((error: unknown) => {
    throw new Error(`no token was to be had: ${reasonOf(error)}`)
  })
  for (const step of row.beforehand ?? []) {
    if (step === 'send') await sendFirst(send)
    else if (step === 'send elsewhere') await sendFirst(send, elsewhereOf(row, hands))
    else if (step === 'ask elsewhere') {
      await sendFirst(await prepare(row.request, hands), elsewhereOf(row, hands))
    } else await Promise.all(recipesOf(row.request).map(hands.revoke))
  }
  return send
}

function elsewhereOf({ elsewhere }: Row, { urlOf }: RowHands): string {
  if (elsewhere === undefined) throw new Error('the row does not say where elsewhere is')
  return urlOf(elsewhere)
}

async function sendFirst(send: Send, url?: string): Promise<void> {
  const status = (await send(url)).at(-1)?.status ?? 0
  if (status < 200 || status > 299) throw new Error(`the first time the status is ${status}`)
}

async function attempt(
  row: Row,
  send: Send,
  { place, host }: RowHands,
  secrets: Secrets,
): Promise<Result> {
  try {
    const answers = await send()
    const answer = answers.at(-1)
    if (answer === undefined) return { row, host, differences: ['no answer came'] }
    const { request, expected } = row
    const unguarded =
      expected.status === 'unguarded' ? await sendUnguarded(request, place) : undefined
    const used = usedScheme(request, place)
    const earlier = answers.slice(0, -1)
    const differences = judge(answer, expected, place, { used, earlier, unguarded })
    const { shown, repeats } = hide(answer, secrets)
    const all = repeats ? [...differences, 'the answer repeats the token'] : differences
    return { row, host, answer: shown, differences: all }
  } catch (error) {
    return { row, host, differences: [`no answer came: ${reasonOf(error)}`] }
  }
}

function sendUnguarded({ method = 'GET', headers = {} }: RequestPlan, { url }: Place) {
  return exchange(url, { method, target: unguardedPath, headers })
}

/** The scheme of the request, where there is one and the API takes tokens in it. */
function usedScheme(plan: RequestPlan, { schemes }: Place): Scheme | undefined {
  const { authorization = [], presented, queryToken } = plan
  const isKeyBound = presented?.bound === 'DPoP' || presented?.bound === 'both'
  const named =
    presented === undefined
      ? authorization.map(([scheme]) => scheme)
      : [isKeyBound ? 'DPoP' : 'Bearer']
  if (named.length !== 1 || queryToken !== undefined) return undefined
  return schemes.find((scheme) => scheme.toLowerCase() === named[0]?.toLowerCase())
}

/** The recipes of all tokens that a request shows. */
export function recipesOf({ authorization = [], presented }: RequestPlan): readonly TokenRecipe[] {
  if (presented !== undefined) return [presented]
  return authorization.flatMap(([, credentials]) =>
    typeof credentials === 'string' ? [] : [credentials],
  )
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
