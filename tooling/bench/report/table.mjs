/** @import { ResultRow } from './result.mjs' */

/** @param {number} value */
export function short(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US').replaceAll(',', ' ')
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/**
 * For the terminal.
 * @param {readonly ResultRow[]} rows
 */
export function tableOf(rows) {
  const lines = rows.map((row) => [
    row.name + (row.concurrency === undefined ? '' : ` (${row.concurrency} at once)`),
    row.subject,
    `${short(row.opsPerSecond)}/s`,
    `${short(row.cpuMicrosPerOp)} µs`,
    `±${((row.spread ?? 0) * 100).toFixed(0)} %`,
    `${short(row.ratio)} × ${row.against}`,
    ...(row.addedCpuMicros === undefined ? [] : [`adds ${short(row.addedCpuMicros)} µs`]),
    ...(row.memoryMegabytes === undefined ? [] : [`holds ${row.memoryMegabytes.toFixed(1)} MB`]),
  ])
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...lines.map((cells) => cells[column]?.length ?? 0)),
  )
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
