import { describe, expect, test } from 'vitest'
import { requirements } from '../src/index.js'
import { section } from '../src/requirement.js'

const ids = requirements.map(({ id }) => id)

function range(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
}

describe('the manifest', () => {
  test('names every id once, and no other', () => {
    const expected = [...range('R', 219), ...range('A', 44), ...range('C', 12)]
    expect([...ids].sort()).toEqual(expected.sort())
  })

  test('says where each one comes from and, in one sentence, what it demands', () => {
    const silent = requirements.filter(
      ({ source, sentence }) => source.trim() === '' || !/^\S.*\.$/.test(sentence),
    )
    expect(silent).toEqual([])
  })

  test('gives a reason for whatever is not proved', () => {
    const reasons = requirements
      .flatMap(({ status }) => (status === 'proved' ? [] : Object.values(status)))
      .map((reason: string) => reason.trim())
    expect(reasons).not.toContain('')
    expect(reasons.length).toBeGreaterThan(0)
  })

  test('traces every attack to rules that exist', () => {
    const rules = requirements
      .filter(({ id }) => id.startsWith('A'))
      .flatMap(({ source }) => source.split(' '))
    expect(rules.filter((rule) => !ids.includes(rule))).toEqual([])
  })
})

test('an entry keeps its own status against that of its section', () => {
  const entry = { source: 'here', level: 'must', sentence: 'It holds.' } as const
  const own = section('proved', { R1: entry, R2: { ...entry, status: { planned: 'later' } } })
  expect(own.map(({ status }) => status)).toEqual(['proved', { planned: 'later' }])
})
