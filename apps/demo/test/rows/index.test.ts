import { expect, test } from 'vitest'
import { rows } from '../../src/rows/index.js'
import type { Row } from '../../src/rows/row.js'
import { stages } from '../../src/stages.js'
import { requestOf } from '../../src/table.js'

function identify({ topic, sent, request }: Row): string {
  return `${topic}: ${requestOf(request)}, ${sent}`
}

test('no row is there twice, not even under another name', () => {
  const names = rows.map(identify)
  expect(names).toEqual([...new Set(names)])
  const requests = rows.map(({ to, stage, beforehand, request: { shown, ...sent } }) =>
    JSON.stringify([to, stage, beforehand, sent]),
  )
  expect(requests).toEqual([...new Set(requests)])
})

test('every stage has its rows', () => {
  const used = new Set(rows.map(({ stage = 'all running' }) => stage))
  expect(stages.filter((stage) => !used.has(stage))).toEqual([])
})

test('an API has time to notice that its issuer is back, before it is asked without patience', () => {
  const back = rows.filter(({ stage }) => stage === 'issuer back')
  for (const row of back) expect(row.withinSeconds, identify(row)).toBeGreaterThan(0)
  // Keys and introspection are reached one by one: each kind of token waits for its own.
  const asked = rows.filter(({ stage }) => stage === 'issuer known again')
  const waited = new Set(back.map(({ to }) => to))
  expect(new Set(asked.map(({ to }) => to))).toEqual(waited)
  expect(back.map(({ sent }) => sent)).toEqual([
    'issuer running now: new JWT',
    'issuer running now: reference token',
  ])
})

test('rows of a topic stand together', () => {
  const topics = rows.map(({ topic }) => topic)
  const changes = topics.filter((topic, index) => topic !== topics[index - 1])
  expect(changes).toEqual([...new Set(topics)])
})
