import { describe, expect, test } from 'vitest'
import { idsIn, reportOf } from '../report.mjs'

// The titles stand in the tables and not in the names of the tests: those would count as proofs.
describe('ids in a title', () => {
  test.each([
    { what: 'one', title: '[R38] expired', ids: ['R38'] },
    { what: 'several', title: 'header > [A9] [C2] both', ids: ['A9', 'C2'] },
    { what: 'a list', title: '[R1, R2 C3] three', ids: ['R1', 'R2', 'C3'] },
    { what: 'other brackets', title: 'takes [a] and [RFC 9068] and []', ids: [] },
    { what: 'half a list', title: '[R38 maybe]', ids: [] },
    { what: 'no brackets', title: 'R38 alone', ids: [] },
  ])('$what', ({ title, ids }) => {
    expect(idsIn(title)).toEqual(ids)
  })
})

describe('a report', () => {
  const tests = [
    { title: '[R1] one', state: 'passed' },
    { title: '[R2] two', state: 'failed' },
    { title: '[R3] three', state: 'skipped' },
    { title: '[R4] four', state: 'pending' },
  ]

  test('counts a test that never ended as failed', () => {
    expect(reportOf(tests, 0)).toMatchObject({ passed: 1, failed: 2, skipped: ['[R3] three'] })
  })

  test('counts what broke outside of any test', () => {
    expect(reportOf(tests, 3).failed).toBe(5)
  })

  test('lets a passed test prove, and any test cite', () => {
    const { proven, cited } = reportOf(tests, 0)
    expect(proven).toEqual(['R1'])
    expect(cited).toEqual(['R1', 'R2', 'R3', 'R4'])
  })
})
