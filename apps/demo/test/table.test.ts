import { describe, expect, test } from 'vitest'
import { rows } from '../src/rows/index.js'
import type { Expectation, Row } from '../src/rows/row.js'
import type { Result } from '../src/run-row.js'
import { createStyle } from '../src/style.js'
import { describe as describeExpectation, renderTable } from '../src/table.js'
import { refusal, success } from './answers.js'

const style = createStyle(false)

function result(row: Partial<Row>, rest: Partial<Result> = {}): Result {
  const request = { path: '/me' }
  const whole = { topic: 'One', sent: 'nothing', request, expected: { status: 200 }, ...row }
  return { host: 'express', answer: success(200), differences: [], ...rest, row: whole }
}

const challenged = result(
  { topic: 'Two', sent: 'a bad token', expected: { status: 401, error: 'invalid_token' } },
  { answer: refusal(401, 'invalid_token') },
)

test('rows stand under their topics, in columns', () => {
  const post = result({ request: { method: 'POST', path: '/data' } }, { differences: ['x'] })
  expect(renderTable([result({}), challenged, post], { style }).split('\n')).toEqual([
    '    request     sent         expected           came  challenge',
    '',
    'One',
    '  ✓ GET /me     nothing      200                200',
    '  ✗ POST /data  nothing      200                200',
    '',
    'Two',
    `  ✓ GET /me     a bad token  401 invalid_token  401   ${refusal(401, 'invalid_token').headers[0]?.[1]}`,
  ])
})

test('on a terminal it fits the width and says where something was cut', () => {
  const lines = renderTable([challenged], { style, width: 72 }).split('\n')
  expect(lines.at(-1)).toHaveLength(72)
  expect(lines.at(-1)).toMatch(/…$/)
})

test('colour does not count as width', () => {
  const coloured = renderTable([challenged], { style: createStyle(true), width: 72 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colour is made of
  const plain = coloured.replaceAll(/\x1b\[\d+m/g, '')
  expect(plain).not.toBe(coloured)
  expect(plain).toBe(renderTable([challenged], { style, width: 72 }))
})

test('a row without an answer says so', () => {
  const { row } = result({})
  expect(renderTable([{ row, host: 'express', differences: ['x'] }], { style })).toMatch(
    /✗ .* none$/m,
  )
})

test('hosts share a line, which shows the one that differs', () => {
  const good = result({})
  const wrong = { ...good, answer: refusal(401, 'invalid_token'), differences: ['x'] }
  const lines = renderTable([good, wrong], { style }).split('\n').slice(3)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/✗ GET \/me .* 401 200 {2}Bearer error="invalid_token"/)
})

test('Retry-After stands where a challenge would', () => {
  const answer = { status: 503, headers: [['Retry-After', '5']], body: '' } as const
  expect(renderTable([result({}, { answer })], { style })).toMatch(/503 {3}Retry-After: 5$/m)
})

test('the rows of the demo leave room for a challenge in 120 columns', () => {
  const answer = refusal(401, 'invalid_token')
  const all = rows.map((row) => ({ row, host: 'express', answer, differences: [] }) as const)
  const lines = renderTable(all, { style, width: 120 }).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBe(120)
  for (const line of lines.slice(3).filter((text) => text.includes('✓'))) {
    expect(line).toContain('Bearer error="invalid_token"')
  }
})

describe('an expectation in a few words', () => {
  const cases: readonly [Expectation, string][] = [
    [{ status: 200 }, '200'],
    [{ status: 'unguarded' }, 'as without a guard'],
    [{ status: 401 }, '401 without error'],
    [{ status: 403, error: 'insufficient_scope', scope: 'a' }, '403 insufficient_scope'],
    [
      {
        status: 401,
        error: 'insufficient_user_authentication',
        login: { acrValues: 'a', maxAge: '1' },
      },
      '401 asks for a login',
    ],
    [{ status: 503 }, '503 and Retry-After'],
  ]
  test.each(cases)('%j', (expected, words) => {
    expect(describeExpectation(expected)).toBe(words)
  })
})
