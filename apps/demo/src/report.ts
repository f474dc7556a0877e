import { isWrong, type Result } from './run-row.js'
import type { Style } from './style.js'
import { requestOf } from './table.js'

const longestBody = 300

/** What is wrong with each row that is not as expected; empty when there is none. */
export function explain(results: readonly Result[], style: Style): string {
  const wrong = results.filter(isWrong)
  if (wrong.length === 0) return ''
  return [style.bad('Not as expected:'), ...wrong.map((result) => explainOne(result))].join('\n\n')
}

function explainOne({ row, host, answer, differences }: Result): string {
  const to = row.to ?? 'the API'
  const title = `${row.topic}: ${requestOf(row.request)}, ${row.sent} (to ${to}, ${host})`
  const cameBody = answer === undefined ? [] : [`its body: ${shorten(answer.body)}`]
  return [title, ...[...differences, ...cameBody].map((detail) => `  ${detail}`)].join('\n')
}

/** The last line of all. */
export function summarize(results: readonly Result[], style: Style): string {
  const rows = new Set(results.map(({ row }) => row)).size
  const wrong = new Set(results.filter(isWrong).map(({ row }) => row)).size
  const sentence = `${rows - wrong} rows as expected, ${wrong} not`
  return wrong === 0 ? style.good(sentence) : style.bad(sentence)
}

function shorten(body: string): string {
  if (body === '') return '(empty)'
  return body.length <= longestBody ? body : `${body.slice(0, longestBody)}…`
}
