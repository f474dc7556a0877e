import { createTestClock } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { memoryIntrospectionCache } from '../../src/index.js'
import { KeptAnswers } from '../../src/introspection/kept-answers.js'

function keptAnswers(negativeCacheSeconds = 10) {
  const cache = memoryIntrospectionCache()
  const clock = createTestClock()
  const kept = new KeptAnswers({ cache, clock, cacheSeconds: 60, negativeCacheSeconds })
  return { kept, clock }
}

const never = () => false

describe('kept answers', () => {
  test('[R84] [A25] of inactive tokens are bounded: 10 000 at most, the latest 5000 at least', async () => {
    const { kept } = keptAnswers()
    const keys = Array.from({ length: 100_000 }, (_, index) => `key ${index}`)
    for (const key of keys) await kept.keep(key, 'inactive', never)
    const known = keys.flatMap((key, index) => (kept.find(key) === undefined ? [] : [index]))
    expect(known.length).toBeLessThanOrEqual(10_000)
    expect(known.at(-1)).toBe(99_999)
    expect(kept.find('key 95001')).toBe('inactive')
  })

  test('[R84] a flood of inactive tokens does not drive good answers out', async () => {
    const { kept } = keptAnswers()
    await kept.keep('good', { active: true }, never)
    for (let index = 0; index < 50_000; index++) await kept.keep(`${index}`, 'inactive', never)
    expect(await kept.find('good')).toEqual({ active: true })
  })

  test('[R84] with no time to keep inactive ones, none is known', async () => {
    const { kept, clock } = keptAnswers(0)
    await kept.keep('key', 'inactive', never)
    expect(kept.find('key')).toBeUndefined()
    clock.advance(-1)
    expect(kept.find('key')).toBeUndefined()
  })

  test('are at hand without a turn where the cache does not wait', async () => {
    const { kept } = keptAnswers()
    await kept.keep('key', { active: true, sub: 'a' }, never)
    expect(kept.find('key')).toEqual({ active: true, sub: 'a' })
  })
})
