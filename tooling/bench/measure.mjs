/**
 * How everything here is measured: the sides of one comparison take turns in small batches, so that whatever
 * else the machine does falls on all of them, and only medians over the rounds count.
 */
import { cpuMicros } from './cpu.mjs'
import { median, spreadOf } from './statistics.mjs'

/**
 * One thing that is done over and over.
 * @template Input
 * @typedef {object} Case
 * @property {string} name What is done: the name of the row.
 * @property {string} subject Who does it.
 * @property {number} size How many times in one batch.
 * @property {number} [concurrency] How many at once. Default 1.
 * @property {(count: number) => readonly Input[] | Promise<readonly Input[]>} prepare What the batch is done with; not measured.
 * @property {(input: Input) => unknown} run Once. A promise is waited for.
 * @property {(result: never) => boolean} isGood Whether the work was done: asked of every result.
 * @property {string} [against] The subject, or `name: subject`, that the ratio is to.
 */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} subject
 * @property {number} opsPerSecond
 * @property {number} cpuMicrosPerOp
 * @property {number} ratio CPU time of one operation, in that of `against`.
 * @property {string} against
 * @property {number} [spread] Half of what lies between the quartiles, as a share of the median.
 * @property {number} [concurrency]
 */

/** @typedef {{ cpu: number, wall: number }} Cost Microseconds for one operation. */

/**
 * @typedef {object} Effort
 * @property {number} rounds
 * @property {number} warmSeconds Of CPU time, for each side.
 */

/**
 * @template Input
 * @param {Case<Input>} one
 * @returns {Promise<Cost>}
 */
async function runBatch(one) {
  const inputs = await one.prepare(one.size)
  // What the side before left behind is not to be cleared away on this one's account.
  globalThis.gc?.({ type: 'minor' })
  const startedAt = performance.now()
  const before = cpuMicros()
  await runAll(one, inputs)
  const cpu = cpuMicros() - before
  return { cpu: cpu / one.size, wall: ((performance.now() - startedAt) * 1000) / one.size }
}

/**
 * @template Input
 * @param {Case<Input>} one
 * @param {readonly Input[]} inputs
 */
async function runAll({ name, subject, run, isGood, concurrency = 1 }, inputs) {
  let next = 0
  const worker = async () => {
    while (next < inputs.length) {
      const done = run(/** @type {Input} */ (inputs[next++]))
      const result = done instanceof Promise ? await done : done
      if (!isGood(/** @type {never} */ (result))) throw new Error(`${name}: ${subject} went wrong`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

/** How much of what is measured runs before it counts, where its time is not over before. */
const warmOperations = 20_000
const warmRounds = 3

/** What was warm before, as with the same work at another concurrency. */
/** @type {WeakSet<object>} */
const warm = new WeakSet()

/**
 * @template Input
 * @param {Case<Input>} one
 * @param {Effort} effort
 */
async function warmUp(one, { warmSeconds }) {
  const micros = warmSeconds * 1e6
  const until = cpuMicros() + (warm.has(one.run) ? micros / 4 : micros)
  warm.add(one.run)
  for (let done = 0; done < warmOperations && cpuMicros() < until; done += one.size) {
    await runBatch(one)
  }
}

/**
 * Measures the sides of one comparison. The ratio of a row is the median of the ratios of its rounds, each of
 * batches that ran within the same moment.
 * @param {readonly Case<never>[]} cases
 * @param {Effort} effort
 * @returns {Promise<Row[]>}
 */
export async function measure(cases, effort) {
  const { rounds } = effort
  for (const one of cases) otherOf(one, cases)
  for (const one of cases) await warmUp(one, effort)
  /** @type {Map<Case<never>, Cost[]>} */
  const costs = new Map(cases.map((one) => [one, []]))
  for (let round = 0; round < warmRounds + rounds; round++) {
    // Each round begins with another side: nobody is always the one behind the slowest.
    for (let turn = 0; turn < cases.length; turn++) {
      const one = /** @type {Case<never>} */ (cases[(turn + round) % cases.length])
      const cost = await runBatch(one)
      // In the first of them those who were warm alone get used to each other.
      if (round >= warmRounds) costs.get(one)?.push(cost)
    }
  }
  return cases.map((one) => rowOf(one, cases, costs))
}

/**
 * @param {Case<never>} one
 * @param {readonly Case<never>[]} cases
 * @param {ReadonlyMap<Case<never>, readonly Cost[]>} costs
 * @returns {Row}
 */
function rowOf(one, cases, costs) {
  const { name, subject, concurrency } = one
  const own = costs.get(one) ?? []
  const other = otherOf(one, cases)
  const theirs = costs.get(other) ?? []
  const cpu = own.map((cost) => cost.cpu)
  return {
    name,
    subject,
    opsPerSecond: 1e6 / median(own.map((cost) => cost.wall)),
    cpuMicrosPerOp: median(cpu),
    ratio: median(cpu.map((value, round) => value / (theirs[round]?.cpu ?? Number.NaN))),
    against: labelOf(other),
    spread: spreadOf(cpu),
    ...(concurrency === undefined ? {} : { concurrency }),
  }
}

/**
 * The side that one is compared with; itself where it does not say.
 * @param {Case<never>} one
 * @param {readonly Case<never>[]} cases
 */
function otherOf(one, cases) {
  const label = one.against ?? labelOf(one)
  const other = cases.find((candidate) => labelOf(candidate) === label)
  if (other === undefined) throw new Error(`${labelOf(one)} is compared with ${label}, no side`)
  return other
}

/**
 * How a side is called in `against`.
 * @param {{ name: string, subject: string, concurrency?: number | undefined }} side
 */
export function labelOf({ name, subject, concurrency }) {
  return `${name}: ${subject}${concurrency === undefined ? '' : ` at ${concurrency}`}`
}
