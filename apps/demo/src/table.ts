import { valuesOf } from './exchange.js'
import type { Expectation, RequestPlan, Row } from './rows/row.js'
import { isWrong, type Result } from './run-row.js'
import type { Style } from './style.js'

export interface TableOptions {
  readonly style: Style
  /** Width to fit into, in characters; without it challenges are shown in full. */
  readonly width?: number
}

/** One row as text, before anything is cut or padded. */
interface Line {
  readonly good: boolean
  readonly cells: readonly [request: string, sent: string, expected: string, came: string]
  readonly challenge: string
}

const headings = ['request', 'sent', 'expected', 'came'] as const
const gap = '  '

/** The results as a table, topic by topic. Columns are as wide as their widest cell. */
export function renderTable(results: readonly Result[], options: TableOptions): string {
  const rows = [...new Set(results.map(({ row }) => row))]
  const lines = new Map(rows.map((row) => [row, lineOf(resultsOf(row, results))]))
  const widths = headings.map((heading, column) =>
    Math.max(
      heading.length,
      ...[...lines.values()].map(({ cells }) => (cells[column] ?? '').length),
    ),
  )
  const topics = [...new Set(rows.map(({ topic }) => topic))]
  const heading = renderHeading(widths, options)
  const blocks = topics.map((topic) => {
    const own = rows.filter((row) => row.topic === topic).flatMap((row) => lines.get(row) ?? [])
    const texts = own.map((line) => renderLine(line, widths, options))
    return [options.style.bold(topic), ...texts].join('\n')
  })
  return [heading, ...blocks].join('\n\n')
}

/** Those that are not as expected first: they are what a line has to show. */
function resultsOf(row: Row, results: readonly Result[]): readonly [Result, ...Result[]] {
  const own = results.filter((result) => result.row === row)
  const [first, ...others] = [...own.filter(isWrong), ...own.filter((result) => !isWrong(result))]
  if (first === undefined) throw new Error('A row has no result')
  return [first, ...others]
}

function renderHeading(widths: readonly number[], { style }: TableOptions): string {
  return style.dim(`${gap}${gap}${pad(headings, widths)}${gap}challenge`)
}

function renderLine(line: Line, widths: readonly number[], options: TableOptions): string {
  const { style, width } = options
  const dress = line.good ? style.good : style.bad
  const text = pad(line.cells, widths)
  const room = width === undefined ? undefined : width - text.length - 3 * gap.length
  const challenge = room === undefined ? line.challenge : cut(line.challenge, room)
  const mark = dress(line.good ? '✓' : '✗')
  const row = line.good ? text : style.bad(text)
  return `${gap}${mark} ${row}${gap}${style.dim(challenge)}`.trimEnd()
}

/** One line for all hosts: they are meant to answer alike. */
function lineOf(results: readonly [Result, ...Result[]]): Line {
  const [{ row, answer }] = results
  const came = new Set(results.map((result) => String(result.answer?.status ?? 'none')))
  return {
    good: !results.some(isWrong),
    cells: [requestOf(row.request), row.sent, describe(row.expected), [...came].join(' ')],
    challenge: challengeOf(answer),
  }
}

function challengeOf(answer: Result['answer']): string {
  if (answer === undefined) return ''
  const [retryAfter] = valuesOf(answer, 'retry-after')
  const waiting = retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]
  return [...valuesOf(answer, 'www-authenticate'), ...waiting].join(', ')
}

/** An expectation in a few words. */
export function describe({ status, error, login }: Expectation): string {
  if (status === 'unguarded') return 'as without a guard'
  if (login !== undefined) return `${status} asks for a login`
  if (error !== undefined) return `${status} ${error}`
  if (status === 401) return '401 without error'
  return status === 503 ? '503 and Retry-After' : String(status)
}

/** The request of a row in a few words. */
export function requestOf({ shown, method = 'GET', path }: RequestPlan): string {
  return shown ?? `${method} ${path}`
}

function pad(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(gap)
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`
}
