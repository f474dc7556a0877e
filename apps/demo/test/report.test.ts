import { expect, test } from 'vitest'
import { explain, summarize } from '../src/report.js'
import type { Result } from '../src/run-row.js'
import { createStyle } from '../src/style.js'
import { success } from './answers.js'

const style = createStyle(false)
const row = {
  topic: 'Forged tokens',
  sent: 'payload changed',
  request: { path: '/me' },
  expected: { status: 401, error: 'invalid_token' },
}
const host = 'express'
const good: Result = { row, host, differences: [] }
const wrong: Result = {
  row: { ...row },
  host,
  answer: success(200, { subject: 'intruder' }),
  differences: ['the status is 200, expected 401'],
}

test('nothing is explained when everything is as expected', () => {
  expect(explain([good], style)).toBe('')
  expect(summarize([good], style)).toBe('1 rows as expected, 0 not')
})

test('a row that is not as expected is explained', () => {
  expect(explain([good, wrong], style).split('\n')).toEqual([
    'Not as expected:',
    '',
    'Forged tokens: GET /me, payload changed (to the API, express)',
    '  the status is 200, expected 401',
    '  its body: {"subject":"intruder"}',
  ])
  expect(summarize([good, wrong], style)).toBe('1 rows as expected, 1 not')
})

test('a row counts once, and as wrong where one framework is', () => {
  const elsewhere = { ...wrong, row }
  expect(summarize([good, elsewhere], style)).toBe('0 rows as expected, 1 not')
})

test('a long body is cut', () => {
  const long = { ...wrong, answer: success(200, { text: 'x'.repeat(1000) }) }
  expect(explain([long], style)).toMatch(/x{200,300}…$/)
})
