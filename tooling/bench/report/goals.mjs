/** What the numbers have to be, and whether they are. */
import { rowOf } from './result.mjs'
import { short } from './table.mjs'

/** @import { Result } from './result.mjs' */

/** @typedef {{ well: boolean, sentence: string }} Verdict */

const neighbours = ['oauth4webapi', 'express-oauth2-jwt-bearer']
const leastTimes = [
  [1, 5],
  [32, 4.5],
]
const httpLimits = [
  ['express', 6],
  ['fastify', 6],
  ['koa', 6],
  ['hono', 10],
]

/**
 * @param {Result} result
 * @returns {readonly Verdict[]}
 */
export function judge(result) {
  return [
    ...atMost(
      'A DPoP request, in raw ES256 verifications',
      rowOf(result, 'DPoP request', 'portcullis', 1)?.ratio,
      1.25,
    ),
    ...leastTimes.flatMap(([concurrency = 1, least = 5]) =>
      neighbours.flatMap((neighbour) => againstNeighbour(result, neighbour, concurrency, least)),
    ),
    ...atMost(
      'A first-seen JWT, in raw verifications',
      rowOf(result, 'first-seen JWT')?.ratio,
      1.25,
    ),
    ...atLeast(
      'Repeated bearer tokens for one raw verification',
      inverse(rowOf(result, 'repeated JWT')?.ratio),
      26,
    ),
    ...httpLimits.flatMap(([framework, most]) =>
      atMost(
        `µs that the binding of ${framework} adds to a request`,
        rowOf(result, `http ${framework} bearer`)?.addedCpuMicros,
        Number(most),
      ),
    ),
    ...growthVerdicts(result),
    ...(result.sizes ?? []).flatMap(({ name, brotli, most, goal = most }) =>
      goal === undefined ? [] : atMost(`KB of ${name}, compressed`, brotli / 1024, goal / 1024),
    ),
  ]
}

/**
 * Nobody can take less than the one signature that has to be verified: that says how far the goal is away.
 * @param {Result} result
 * @param {string} neighbour
 * @param {number} concurrency
 * @param {number} least
 * @returns {readonly Verdict[]}
 */
function againstNeighbour(result, neighbour, concurrency, least) {
  const theirs = rowOf(result, 'DPoP request', neighbour, concurrency)?.ratio
  const ours = rowOf(result, 'DPoP request', 'portcullis', concurrency)?.ratio
  const verdicts = atLeast(
    `A DPoP request of ${neighbour} at ${concurrency}, in ours`,
    theirs,
    least,
  )
  if (theirs === undefined || ours === undefined) return verdicts
  const bound = `; in raw verifications, the least that one can take, it is ${short(theirs * ours)}`
  return verdicts.map(({ well, sentence }) => ({ well, sentence: sentence + bound }))
}

/** @param {Result} result */
function growthVerdicts(result) {
  const million = rowOf(result, 'growth proofs 1000000')
  return [
    ...atMost('A request beside a million live proofs, in one beside 1000', million?.ratio, 1.5),
    ...atMost('MB that a million live proofs hold', million?.memoryMegabytes, 120),
    ...atMost('MB that the process grew for them', million?.residentMegabytes, 200),
    ...atMost(
      'A first-seen JWT among 10 000 issuers, in one among 1000',
      rowOf(result, 'growth issuers 10000')?.ratio,
      1.5,
    ),
  ]
}

/** @param {number | undefined} value */
function inverse(value) {
  return value === undefined ? undefined : 1 / value
}

/**
 * @param {string} what
 * @param {number | undefined} value Nothing where it was not measured.
 * @param {number} most
 * @returns {readonly Verdict[]}
 */
function atMost(what, value, most) {
  if (value === undefined) return []
  const well = value <= most
  const over = well ? '' : ` (${short((value / most - 1) * 100)} % over)`
  return [{ well, sentence: `${what}: ${short(value)}, at most ${most}${over}` }]
}

/**
 * @param {string} what
 * @param {number | undefined} value
 * @param {number} least
 * @returns {readonly Verdict[]}
 */
function atLeast(what, value, least) {
  if (value === undefined) return []
  const well = value >= least
  const missing = well ? '' : ` (${short((1 - value / least) * 100)} % short)`
  return [{ well, sentence: `${what}: ${short(value)}, at least ${least}${missing}` }]
}
