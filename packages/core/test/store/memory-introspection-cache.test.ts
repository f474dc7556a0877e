import { describeIntrospectionCache } from '@portcullis/testing/contracts'
import { describe, expect, test } from 'vitest'
import { memoryIntrospectionCache } from '../../src/index.js'
import { configurationError } from '../support/errors.js'

describeIntrospectionCache({ describe, test }, 'memoryIntrospectionCache()', () =>
  memoryIntrospectionCache(),
)

const entry = { claims: { active: true }, answeredAt: 0, expiresAt: 60 }

describe('memoryIntrospectionCache', () => {
  test('[R84] holds at most so many entries, and lets go of those that nobody asks for', async () => {
    const cache = memoryIntrospectionCache({ maximumEntries: 100 })
    for (let index = 0; index < 1000; index++) {
      await cache.set(`key ${index}`, entry)
      await cache.get('key 0')
    }
    const found = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => (await cache.get(`key ${index}`)) && index),
    )
    const left = found.filter((index) => index !== undefined)
    expect(left).toContain(0)
    expect(left).toContain(999)
    expect(left.length).toBeGreaterThanOrEqual(50)
    expect(left.length).toBeLessThanOrEqual(100)
  })

  test('[R84] holds 10 000 entries unless told otherwise', async () => {
    const cache = memoryIntrospectionCache()
    for (let index = 0; index < 10_001; index++) await cache.set(`key ${index}`, entry)
    expect(await cache.get('key 10000')).toBeDefined()
    expect(await cache.get('key 5001')).toBeDefined()
    expect(await cache.get('key 0')).toBeUndefined()
  })

  test.each([2, 10_000_000])('takes a bound of %i', async (maximumEntries) => {
    const cache = memoryIntrospectionCache({ maximumEntries })
    await cache.set('key', entry)
    expect(await cache.get('key')).toEqual(entry)
  })

  test.each([
    [10_000_001, '10000001'],
    [0, '0'],
    [1, '1'],
    [-5, '-5'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('a bound of %s, which is none, is misuse', (maximumEntries, shown) => {
    const error = configurationError(() => memoryIntrospectionCache({ maximumEntries }))
    expect(error.message).toBe(
      `maximumEntries is ${shown}: write a number from 2 to 10000000 (option_invalid: see docs/errors.md#option_invalid)`,
    )
  })
})
