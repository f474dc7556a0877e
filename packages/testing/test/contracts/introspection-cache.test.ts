import { describe, expect, test } from 'vitest'
import {
  type CacheEntry,
  type CacheUnderTest,
  describeIntrospectionCache,
} from '../../src/contracts/index.js'

function goodCache(): CacheUnderTest {
  const entries = new Map<string, CacheEntry>()
  return {
    get: (key) => entries.get(key),
    set: (key, entry) => void entries.set(key, entry),
    delete: async (key) => void entries.delete(key),
  }
}

/** Runs the contract and says which of its rules a cache breaks. */
async function broken(makeCache: () => CacheUnderTest): Promise<string[]> {
  const tests: [string, () => Promise<void>][] = []
  const runner = {
    describe: (_name: string, body: () => void) => body(),
    test: (name: string, body: () => Promise<void>) => tests.push([name, body]),
  }
  describeIntrospectionCache(runner, 'A cache', makeCache)
  const names: string[] = []
  for (const [name, body] of tests) await body().catch(() => names.push(name))
  return names
}

/** A good cache with one thing changed. */
function changed(change: (cache: CacheUnderTest) => Partial<CacheUnderTest>) {
  return () => {
    const cache = goodCache()
    return { ...cache, ...change(cache) }
  }
}

describe('the contract of introspection caches', () => {
  test('is kept by a good cache', async () => {
    expect(await broken(goodCache)).toEqual([])
  })

  const faults: [string, () => CacheUnderTest, string][] = [
    [
      'finds what was never set',
      changed(() => ({ get: () => ({ claims: {}, answeredAt: 0, expiresAt: 0 }) })),
      'has nothing under a key that was never set',
    ],
    ['keeps nothing', changed(() => ({ set: () => {} })), 'gives back what was set'],
    [
      'changes frozen entries',
      changed(({ set }) => ({
        set: (key, entry) => {
          Object.assign(entry, { touched: true })
          return set(key, entry)
        },
      })),
      'takes an entry that is frozen through and through',
    ],
    [
      'keeps the first entry',
      changed(({ get, set }) => ({
        set: (key, entry) => (get(key) === undefined ? set(key, entry) : undefined),
      })),
      'replaces an entry',
    ],
    [
      'ignores case',
      changed(({ get, set }) => ({
        get: (key) => get(key.toLowerCase()),
        set: (key, entry) => set(key.toLowerCase(), entry),
      })),
      'keeps keys apart that differ in one character, in case, or in length',
    ],
    ['deletes nothing', changed(() => ({ delete: () => {} })), 'deletes an entry, and no other'],
    [
      'refuses an entry that is over',
      changed(({ set }) => ({
        set: (key, entry) => {
          if (entry.expiresAt < Date.now() / 1000) throw new RangeError('It is over')
          return set(key, entry)
        },
      })),
      'takes an entry that is over, and never makes it longer',
    ],
    [
      'makes entries longer',
      changed(({ set }) => ({
        set: (key, entry) => set(key, { ...entry, expiresAt: entry.expiresAt + 1 }),
      })),
      'takes an entry that is over, and never makes it longer',
    ],
  ]

  test.each(faults)('is broken by a cache that %s', async (_how, makeCache, rule) => {
    expect(await broken(makeCache)).toContain(rule)
  })
})
