import { megabytes } from '../memory.mjs'

/** @import { Ledger } from './ledger.mjs' */
/** @import { Run } from './rounds.mjs' */

const mostGrowthBytes = 20_000_000

/** @typedef {{ readonly before: readonly number[], readonly after: readonly number[] }} Memory */

/** @param {Omit<Run, 'memory'> & { memory: Memory, ledger: Ledger, processes: number, redis: number }} result */
export function report({ sent, seconds, memory, ledger, processes, redis }) {
  const { before, after } = memory
  const requests = Object.values(ledger.ends).reduce((sum, one) => sum + one, 0)
  const speed = (requests / seconds).toFixed(0)
  console.log(
    `${sent} proofs, ${requests} requests to ${processes} processes in ${seconds.toFixed(0)} s: ${speed} a second`,
  )
  console.log(`  ends: ${JSON.stringify(ledger.ends)}`)
  console.log(`  proofs that passed: ${ledger.passed}`)
  console.log(
    `  memory of the processes: ${before.map(megabytes)} after a quarter, ${after.map(megabytes)} at the end`,
  )
  console.log(`  memory of Redis: ${megabytes(redis)}`)
}

/**
 * @param {Memory} memory
 * @returns {readonly string[]} What is wrong about it.
 */
export function grown({ before, after }) {
  const isGrown = after.some((bytes, index) => bytes - (before[index] ?? bytes) > mostGrowthBytes)
  return isGrown ? ['Memory grew'] : []
}
