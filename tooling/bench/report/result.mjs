/**
 * What a run found out, as `--json` writes it.
 * @typedef {object} Result
 * @property {import('../environment.mjs').Environment} environment
 * @property {readonly ResultRow[]} rows
 * @property {import('../start.mjs').Start} [start]
 * @property {readonly import('../profile/profiles.mjs').Profile[]} [profiles]
 * @property {readonly import('@portcullis-tooling/checks/sizes').Size[]} [sizes]
 * @property {readonly import('@portcullis-tooling/checks/sizes').SizePart[]} [sizeParts]
 */

/**
 * @typedef {import('../measure.mjs').Row & {
 *   addedCpuMicros?: number,
 *   count?: number,
 *   memoryMegabytes?: number,
 *   residentMegabytes?: number,
 * }} ResultRow
 */

/**
 * @param {Result} result
 * @param {string} name
 * @param {string} [subject]
 * @param {number} [concurrency]
 * @returns {ResultRow | undefined}
 */
export function rowOf({ rows }, name, subject = 'portcullis', concurrency = undefined) {
  return rows.find(
    (row) =>
      row.name === name &&
      row.subject === subject &&
      row.concurrency === (concurrency ?? row.concurrency),
  )
}
