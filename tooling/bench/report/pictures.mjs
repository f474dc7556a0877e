import { short } from './table.mjs'

/** @import { Result, ResultRow } from './result.mjs' */
/** @import { Picture } from './svg.mjs' */

/**
 * @param {string} title
 * @param {readonly ResultRow[]} rows
 * @param {boolean} [logarithmic]
 * @returns {Picture}
 */
function costs(title, rows, logarithmic = false) {
  const sorted = [...rows].sort((a, b) => a.cpuMicrosPerOp - b.cpuMicrosPerOp)
  return {
    title,
    unit: 'µs of CPU time for each request; shorter is better',
    logarithmic,
    bars: sorted.map(({ name, subject, cpuMicrosPerOp }) => ({
      label: name === 'raw verify' ? 'one raw verification' : subject,
      value: cpuMicrosPerOp,
      text: `${short(cpuMicrosPerOp)} µs`,
      own: subject === 'portcullis',
    })),
  }
}

/**
 * The pictures of the document, by file; those whose rows were measured.
 * @param {Result} result
 * @returns {Record<string, Picture>}
 */
export function pictures({ rows }) {
  const limit = rows.filter(({ name, subject }) => name === 'raw verify' && subject === 'ES256')
  const named = (/** @type {string} */ name) =>
    rows.filter((row) => row.name === name && (row.concurrency ?? 1) === 1)
  /** @type {Record<string, Picture>} */
  const all = {
    dpop: costs('A request with a DPoP proof', [...limit, ...named('DPoP request')]),
    repeated: costs('A bearer token that comes again', [...limit, ...named('repeated JWT')], true),
    'first-seen': costs('A bearer token that is new', [...limit, ...named('first-seen JWT')]),
  }
  return Object.fromEntries(
    Object.entries(all).filter(([, { bars }]) => bars.length > limit.length),
  )
}
