import type { Result } from './run-row.js'
import type { Style } from './style.js'
import { requestOf } from './table.js'

const longestBody = 300

/** What is wrong with each row that is not as expected; empty when there is none. */
export function explain(results: readonly Result[], style: Style): string {
  const wrong = results.filter(isWrong)
  if (wrong.length === 0) return ''
  return [style.bad('Not as expected:'), ...wrong.map((result) => explainOne(result))].join('\n\n')
}

function explainOne({ row, answer, differences }: Result): string {
  const to = row.to ?? 'the API'
  const title = `${row.topic}: ${requestOf(row.request)}, ${row.sent} (to ${to})`
  const cameBody = answer === undefined ? [] : [`its body: ${shorten(answer.body)}`]
  return [title, ...[...differences, ...cameBody].map((detail) => `  ${detail}`)].join('\n')
}

/** The last line of all. */
export function summarize(results: readonly Result[], style: Style): string {
  const wrong = results.filter(isWrong).length
  const sentence = `${results.length - wrong} rows as expected, ${wrong} not`
  return wrong === 0 ? style.good(sentence) : style.bad(sentence)
}

export function isWrong({ differences }: Result): boolean {
  return differences.length > 0
}

function shorten(body: string): string {
  if (body === '') return '(empty)'
  return body.length <= longestBody ? body : `${body.slice(0, longestBody)}…`
}
