/** The table of failures in the guide about many nodes, as a picture: `node failure-picture.mjs` draws it anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

const guide = new URL('../../docs/guides/many-nodes.md', import.meta.url)
export const picture = new URL('../../docs/guides/many-nodes.svg', import.meta.url)

const columnWidths = [190, 120, 250, 250]
const rowHeight = 50
const headHeight = 36
const gap = 4
/** Characters that fit in a pixel of width, at the size of the text. */
const charactersPerPixel = 0.148

/** Colours that can be told apart by who sees no red or green: light ones, and those for a dark page. */
const style = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328 }
    .head { font-weight: 600 }
    .good { fill: #d3e9fb } .work { fill: #fbeec2 } .refused { fill: #f7c9b9 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f3f6 }
      .good { fill: #123f63 } .work { fill: #5a4708 } .refused { fill: #7a2b14 }
    }`

/** @returns {string} The picture of the table that the guide has now. */
export function drawFailures() {
  const [head = [], ...rows] = table(readFileSync(guide, 'utf8'))
  const width = columnWidths.reduce((sum, one) => sum + one, 0)
  const height = headHeight + rows.length * rowHeight
  const cells = [
    ...head.map((text, column) => label(text, column, 0, headHeight, 'head')),
    ...rows.flatMap((row, index) => {
      const top = headHeight + index * rowHeight
      return row.map((text, column) =>
        column === 0 ? label(text, 0, top, rowHeight, 'head') : cell(text, column, top),
      )
    }),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
  <title>What requests get while Redis is in trouble</title>
  <style>${style}
  </style>
  ${cells.join('\n  ')}
</svg>
`
}

/**
 * The first table after the heading, without the line of dashes.
 * @param {string} text
 */
function table(text) {
  const section = text.split('## When Redis is in trouble')[1] ?? ''
  const lines = /(?:^\|.*\n)+/m.exec(section)?.[0].trim().split('\n') ?? []
  return lines
    .filter((line) => !line.includes('---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((text) => text.trim()),
    )
}

/**
 * @param {string} text
 * @param {number} column
 * @param {number} top
 */
function cell(text, column, top) {
  const [x, width] = [left(column), columnWidths[column] ?? 0]
  const box = `<rect class="${kindOf(text)}" x="${x}" y="${top}" width="${width - gap}" height="${rowHeight - gap}" rx="4"/>`
  return box + label(text, column, top, rowHeight, '')
}

/** @param {string} text */
function kindOf(text) {
  if (text.startsWith('503')) return 'refused'
  return /asked/.test(text) ? 'work' : 'good'
}

/**
 * @param {string} text
 * @param {number} column
 * @param {number} top
 * @param {number} height
 * @param {string} className
 */
function label(text, column, top, height, className) {
  const lines = wrapped(text, (columnWidths[column] ?? 0) * charactersPerPixel - 3)
  const first = top + (height - gap) / 2 + 4.5 - (lines.length - 1) * 8
  const spans = lines.map(
    (line, index) => `<tspan x="${left(column) + 10}" y="${first + index * 16}">${line}</tspan>`,
  )
  return `<text class="${className}">${spans.join('')}</text>`
}

/** @param {number} column */
function left(column) {
  return columnWidths.slice(0, column).reduce((sum, one) => sum + one, 0)
}

/**
 * @param {string} text
 * @param {number} length
 */
function wrapped(text, length) {
  /** @type {string[]} */
  const lines = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= length)
      lines.push(`${lines.pop()} ${word}`)
    else lines.push(word)
  }
  return lines
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(picture, drawFailures())
