/** @import { Settings } from './arguments.mjs' */
/** @import { Ledger } from './ledger.mjs' */
/** @import { World } from './world.mjs' */

const batchSize = 20
const copiesInEach = 2

/**
 * @typedef {object} Run
 * @property {number} sent How many proofs.
 * @property {number} seconds
 * @property {readonly number[]} memory Bytes in use of each process, after a quarter of the time.
 */

/**
 * One after the other, until one of the limits is reached or something went wrong.
 * @param {World} world
 * @param {Ledger} ledger
 * @param {Pick<Settings, 'seconds' | 'proofs'>} limits
 * @returns {Promise<Run>}
 */
export async function rounds(world, ledger, limits) {
  await warmUp(world)
  const start = performance.now()
  const elapsed = () => (performance.now() - start) / 1000
  /** @type {readonly number[]} */
  let memory = []
  let sent = 0
  while (elapsed() < limits.seconds && sent < limits.proofs && ledger.problems.size === 0) {
    await round(world, ledger)
    sent += batchSize
    if (memory.length === 0 && elapsed() > limits.seconds / 4) memory = await world.measure()
  }
  return { sent, seconds: elapsed(), memory }
}

/**
 * A process that has just begun is slow, and would take that for Redis being so.
 * @param {World} world
 */
async function warmUp({ nodes, prove }) {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.all(nodes.map((node) => node.present(prove(10))))
  }
}

/**
 * Proofs go to every node, twice; with them some that passed before, and requests without.
 * @param {World} world
 * @param {Ledger} ledger
 */
async function round({ nodes, prove, others }, ledger) {
  const fresh = prove(batchSize)
  const again = ledger.some(batchSize / 4)
  const copies = Array.from({ length: copiesInEach }, () => fresh).flat()
  const batch = [...copies, ...again, ...others]
  const answers = await Promise.all(nodes.map((node) => node.present(batch)))
  const passes = new Array(batchSize).fill(0)
  for (const outcomes of answers) {
    for (const [index, end] of outcomes.entries()) {
      ledger.count(end)
      if (index < copies.length) passes[index % batchSize] += Number(end === 'granted')
      else if (index < copies.length + again.length) ledger.judgeOld(end)
      else ledger.judgeBearer(end)
    }
  }
  for (const [index, request] of fresh.entries()) ledger.judgeFresh(request, passes[index])
}
