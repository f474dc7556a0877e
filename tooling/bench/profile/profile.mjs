/** Where the time of this process goes, part by part, as samples of a CPU profile have it. */
import { Session } from 'node:inspector/promises'
import { partOf } from './where.mjs'

/** @import { Profiler } from 'node:inspector' */

/** @typedef {{ part: string, microsPerOp: number }} Part */

const intervalMicros = 100

/**
 * Starts it; the function that comes back ends it.
 * @returns {Promise<(operations: number) => Promise<readonly Part[]>>}
 */
export async function startProfile() {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: intervalMicros })
  await session.post('Profiler.start')
  return async (operations) => {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    return partsOf(profile, operations)
  }
}

/**
 * What each part took for one operation, the dearest first.
 * @param {Profiler.Profile} profile
 * @param {number} operations
 * @returns {readonly Part[]}
 */
export function partsOf({ nodes, samples = [], timeDeltas = [] }, operations) {
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  )
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  /** @type {Map<number, string | undefined>} */
  const partOfNode = new Map()
  /** @type {Map<string, number>} */
  const micros = new Map()
  for (const [index, id] of samples.entries()) {
    if (!partOfNode.has(id)) partOfNode.set(id, partFrom(id, frames, parents))
    const part = partOfNode.get(id)
    if (part !== undefined) micros.set(part, (micros.get(part) ?? 0) + (timeDeltas[index] ?? 0))
  }
  return [...micros]
    .map(([part, sum]) => ({ part, microsPerOp: sum / operations }))
    .sort((a, b) => b.microsPerOp - a.microsPerOp)
}

/**
 * A function of Node's is part of whoever called it.
 * @param {number} start
 * @param {ReadonlyMap<number, Profiler.Profile['nodes'][number]['callFrame']>} frames
 * @param {ReadonlyMap<number, number>} parents
 * @returns {string | undefined} Nothing while there was nothing to do, and for the profile itself.
 */
function partFrom(start, frames, parents) {
  if (frames.get(start)?.functionName === '(idle)') return undefined
  for (let id = /** @type {number | undefined} */ (start); id !== undefined; id = parents.get(id)) {
    const frame = frames.get(id)
    if (frame?.url === 'node:inspector') return undefined
    const part = frame === undefined ? undefined : partOf(frame)
    if (part !== undefined) return part
  }
  return 'Node'
}
