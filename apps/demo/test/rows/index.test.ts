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

test('rows of a topic stand together', () => {
  const topics = rows.map(({ topic }) => topic)
  const changes = topics.filter((topic, index) => topic !== topics[index - 1])
  expect(changes).toEqual([...new Set(topics)])
})
