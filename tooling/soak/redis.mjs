/**
 * Several processes with one Redis, or one cluster, at full speed: every proof goes to all of them at once,
 * and some come again later. Ends with 1 when a proof passed twice, when an answer is not explained, or when
 * memory grew.
 *
 * node --expose-gc redis.mjs [--seconds 120] [--proofs 1000000] [--processes 3] [--cluster] [--trouble]
 */
import { setTimeout as pause } from 'node:timers/promises'
import { readArguments } from './redis/arguments.mjs'
import { Ledger } from './redis/ledger.mjs'
import { grown, report } from './redis/report.mjs'
import { rounds } from './redis/rounds.mjs'
import { makeTrouble } from './redis/trouble.mjs'
import { startWorld } from './redis/world.mjs'

const settings = readArguments()
const world = await startWorld(settings)
const ledger = new Ledger({ isTroubled: settings.trouble })
const ending = new AbortController()
const trouble = settings.trouble
  ? makeTrouble(world.servers, ending.signal, (what) => console.log(`  ${what}`))
  : Promise.resolve()

const run = await rounds(world, ledger, settings)
ending.abort()
await trouble
// What was given up may still be under way.
await pause(500)
const memory = { before: run.memory, after: await world.measure() }
report({ ...run, memory, ledger, processes: settings.processes, redis: await world.usedMemory() })
await world.stop()

const problems = [...ledger.problems, ...grown(memory)]
for (const problem of problems) console.error(`✗ ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
