import { hostsOf } from './apis.js'
import type { Progress } from './progress.js'
import type { Row } from './rows/row.js'
import { type Result, runRow } from './run-row.js'
import { type Stage, stages } from './stages.js'
import { requestOf } from './table.js'
import type { World } from './world.js'

export interface RunOptions {
  readonly progress: Progress
  /** Ends the run before its next request. */
  readonly signal: AbortSignal
}

/** Runs all rows at every host of their APIs, stage by stage; the results stand in the order of the rows. */
export async function runRows(
  rows: readonly Row[],
  world: World,
  { progress, signal }: RunOptions,
): Promise<readonly Result[]> {
  const results = new Map<Row, readonly Result[]>()
  await world.prepare(rows)
  for (const stage of stages) {
    const own = rows.filter((row) => stageOf(row) === stage)
    await world.enter(stage, own)
    progress.step(`Sending ${own.length} requests (${stage}) …`)
    for (const row of own) {
      signal.throwIfAborted()
      progress.detail(
        `${results.size + 1} of ${rows.length}: ${requestOf(row.request)}, ${row.sent}`,
      )
      results.set(row, await run(row, world))
    }
  }
  signal.throwIfAborted()
  return rows.flatMap((row) => results.get(row) ?? [])
}

function run(row: Row, world: World): Promise<readonly Result[]> {
  const target = row.to ?? 'the API'
  return Promise.all(hostsOf(target).map((host) => runRow(row, world.handsFor(target, host))))
}

function stageOf({ stage = 'all running' }: Row): Stage {
  return stage
}
