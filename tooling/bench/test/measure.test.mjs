import { describe, expect, test } from 'vitest'
import { labelOf, measure } from '../measure.mjs'
import { median, quantile, spreadOf } from '../statistics.mjs'

/** @import { Case } from '../measure.mjs' */

/**
 * @param {string} subject
 * @param {Partial<Case<never>>} [parts]
 * @returns {Case<never>}
 */
function caseOf(subject, parts = {}) {
  return {
    name: 'work',
    subject,
    size: 4,
    prepare: (count) => /** @type {never[]} */ (Array.from({ length: count }, () => subject)),
    run: () => true,
    isGood: (result) => result === true,
    ...parts,
  }
}

const effort = { rounds: 2, warmSeconds: 0.01 }

describe('measuring', () => {
  test('gives a row for each side, with its ratio to the other', async () => {
    const rows = await measure([caseOf('a'), caseOf('b', { against: 'work: a' })], effort)
    expect(rows.map(({ subject, against }) => [subject, against])).toEqual([
      ['a', 'work: a'],
      ['b', 'work: a'],
    ])
    for (const { name, opsPerSecond } of rows) {
      expect(name).toBe('work')
      expect(opsPerSecond).toBeGreaterThan(0)
    }
  })

  test('fails where the work was not done', async () => {
    await expect(measure([caseOf('a', { run: () => false })], effort)).rejects.toThrow(/went wrong/)
    await expect(measure([caseOf('a', { run: async () => false })], effort)).rejects.toThrow(
      /went wrong/,
    )
  })

  test('fails where a side is compared with nobody', async () => {
    const alone = caseOf('a', { against: 'work: nobody' })
    await expect(measure([alone], effort)).rejects.toThrow(/nobody/)
  })

  test('has as many at once as the side says', async () => {
    let now = 0
    let most = 0
    const run = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setImmediate(resolve))
      now -= 1
      return true
    }
    const rows = await measure([caseOf('a', { run, concurrency: 3, size: 30 })], effort)
    expect(most).toBe(3)
    expect(rows[0]?.concurrency).toBe(3)
    expect(labelOf(caseOf('a', { concurrency: 3 }))).toBe('work: a at 3')
  })
})

describe('the numbers', () => {
  test('are medians and quartiles', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(quantile([0, 10], 0.25)).toBe(2.5)
    expect(spreadOf([10, 10, 10])).toBe(0)
    expect(spreadOf([8, 9, 10, 11, 12])).toBe(0.1)
  })
})
