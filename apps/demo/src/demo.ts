import type { Arguments } from './arguments.js'
import { indent } from './indent.js'
import { curlLines } from './keep.js'
import { Children } from './processes.js'
import { createProgress, type Progress } from './progress.js'
import { StartError } from './ready.js'
import { hasRedis } from './redis.js'
import { explain, summarize } from './report.js'
import { rows } from './rows/index.js'
import { missingCells } from './rows/matrix.js'
import { readWrite } from './rows/tokens.js'
import { isWrong, type Result } from './run-row.js'
import { runRows } from './run-rows.js'
import { createStyle, type Output, wantsColour } from './style.js'
import { renderTable } from './table.js'
import { claimsOf } from './tokens/claims.js'
import { World } from './world.js'

export interface DemoContext {
  /** For the table. */
  readonly output: Output
  /** For progress, and for what went wrong. */
  readonly errors: Output
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Ends the demo. */
  readonly signal: AbortSignal
  /** The file that starts the API. Default: that of the Express integration. */
  readonly apiEntry?: string
}

/** A terminal that does not say how wide it is. */
const usualWidth = 120
const withoutRedis =
  'Left out: what two nodes of an API share through Redis (redis-server is not on the PATH).'
/** Lines of each server's log that are shown when something is wrong. */
const longestLog = 40

/** Runs the demo and stops what it started. Resolves to the exit code, or nothing when it was ended. */
export async function runDemo(
  { keep }: Arguments,
  context: DemoContext,
): Promise<number | undefined> {
  const progress = createProgress(context.errors)
  const children = new Children()
  // Whatever is being waited for then ends by itself.
  context.signal.addEventListener('abort', () => children.stopAll(), { once: true })
  try {
    return await demonstrate(keep, { ...context, children, progress })
  } catch (error) {
    progress.clear()
    if (context.signal.aborted) return undefined
    reportFailure(error, children, context)
    return 1
  } finally {
    await children.stopAll()
  }
}

interface Stagehands extends DemoContext {
  readonly children: Children
  readonly progress: Progress
}

async function demonstrate(keep: boolean, hands: Stagehands): Promise<number> {
  const world = await World.start(hands)
  try {
    const results = await runRows(rows, world, hands)
    demandMatrix(results)
    hands.progress.clear()
    print(results, hands)
    if (keep) await keepRunning(world, hands)
    return results.some(isWrong) ? 1 : 0
  } finally {
    await world.end()
  }
}

/** @throws Error when a cell of the matrix was not walked at every host of its API */
function demandMatrix(results: readonly Result[]): void {
  const missing = missingCells(results)
  if (missing.length > 0) throw new Error(`Not walked: ${missing.join('; ')}`)
}

function print(results: readonly Result[], { output, errors, variables, children }: Stagehands) {
  const style = createStyle(wantsColour(output, variables))
  const width = output.isTTY === true ? { width: output.columns ?? usualWidth } : {}
  output.write(`${renderTable(results, { style, ...width })}\n\n`)
  if (results.some(isWrong)) {
    output.write(`${explain(results, style)}\n\n`)
    errors.write(`${said(children)}\n`)
  }
  if (!hasRedis) output.write(`${withoutRedis}\n\n`)
  output.write(`${summarize(results, style)}\n`)
}

/** Until somebody ends it. */
async function keepRunning(world: World, { output, signal }: Stagehands): Promise<void> {
  const { url: api, issuer: authority } = world.place('the API')
  const token = await world.wallet.takeNew(readWrite)
  const secondsLeft = Math.floor(Number(claimsOf(token).exp) - Date.now() / 1000)
  const scope = readWrite.scope ?? ''
  output.write(`\n${curlLines({ api, authority, token, secondsLeft, scope })}`)
  await aborted(signal)
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    // A signal alone keeps no process alive; the children that run do.
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function reportFailure(error: unknown, children: Children, { errors }: DemoContext): void {
  errors.write(`${error instanceof Error ? error.message : String(error)}\n`)
  // A program that did not start has had its say.
  if (!(error instanceof StartError)) errors.write(`${said(children)}\n`)
}

/** What the servers wrote: of interest when something is wrong. */
function said(children: Children): string {
  const parts = children.logs.map(({ name, text }) => {
    const lines = text.trimEnd().split('\n').slice(-longestLog)
    return `What ${name} said last:\n${indent(lines.join('\n'))}\n`
  })
  return parts.join('\n')
}
