/** What it takes to make a guard, and a process from nothing to its first answer. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cpuMicros } from './cpu.mjs'
import { memoryInUse } from './memory.mjs'
import { median, quantile } from './statistics.mjs'
import { guardWith } from './subjects/portcullis.mjs'
import { times } from './world.mjs'

/**
 * @typedef {object} Start
 * @property {number} guardCpuMicros To make one guard.
 * @property {number} guardKilobytes What one guard holds before its first request.
 * @property {number} firstAnswerMilliseconds From the start of Node to the first token let through.
 * @property {number} bareNodeMilliseconds From the start of Node to the first line of a program.
 * @property {number} firstAnswerSpread
 */

const run = promisify(execFile)

/**
 * @param {number} rounds
 * @returns {Promise<Start>}
 */
export async function measureStart(rounds) {
  const many = 1000
  for (let round = 0; round < 3; round++) times(many, () => guardWith())
  const costs = times(rounds, () => {
    const before = cpuMicros()
    times(many, () => guardWith())
    return (cpuMicros() - before) / many
  })
  const before = await memoryInUse()
  const kept = times(many, () => guardWith())
  const after = await memoryInUse()
  if (kept.length !== many) throw new Error('Guards were lost')
  const [bare, first] = [await startTimes('bare', rounds), await startTimes('first', rounds)]
  return {
    guardCpuMicros: median(costs),
    guardKilobytes: (after.held - before.held) / many / 1000,
    firstAnswerMilliseconds: median(first),
    bareNodeMilliseconds: median(bare),
    firstAnswerSpread: (quantile(first, 0.75) - quantile(first, 0.25)) / 2 / median(first),
  }
}

/**
 * @param {'bare' | 'first'} what
 * @param {number} rounds
 */
async function startTimes(what, rounds) {
  const program = fileURLToPath(new URL('./first-answer.mjs', import.meta.url))
  const all = []
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await run(process.execPath, [program, what])
    all.push(Number(stdout))
  }
  return all
}
