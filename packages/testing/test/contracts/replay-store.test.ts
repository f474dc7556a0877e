import { describe, expect, test } from 'vitest'
import { describeReplayStore, type ReplayStoreUnderTest } from '../../src/contracts/index.js'

let time = 1_700_000_000
const clock = {
  now: () => time,
  wait: (seconds: number) => {
    time += seconds
  },
}

/** Of a store that forgets nothing. */
type Reserve = (key: string, expiresAt: number) => boolean | Promise<boolean>

function goodStore() {
  const used = new Map<string, number>()
  return {
    reserve(key: string, expiresAt: number) {
      if ((used.get(key) ?? 0) > time) return false
      used.set(key, expiresAt)
      return true
    },
  }
}

/** Runs the contract and says which of its rules a store breaks. */
async function broken(store: () => ReplayStoreUnderTest, other?: () => ReplayStoreUnderTest) {
  const tests: [string, () => Promise<void>][] = []
  const runner = {
    describe: (_name: string, body: () => void) => body(),
    test: (name: string, body: () => Promise<void>) => tests.push([name, body]),
  }
  describeReplayStore(runner, 'A store', () => ({
    store: store(),
    ...clock,
    ...(other === undefined ? {} : { other: other() }),
  }))
  const names: string[] = []
  for (const [name, body] of tests) await body().catch(() => names.push(name))
  return names
}

/** A good store that is asked in another way. */
function asked(
  ask: (store: { reserve: Reserve }, ...of: Parameters<Reserve>) => ReturnType<Reserve>,
) {
  return () => {
    const store = goodStore()
    return { reserve: (key: string, expiresAt: number) => ask(store, key, expiresAt) }
  }
}

function checkedThenSet(): ReplayStoreUnderTest {
  const used = new Set<string>()
  return {
    async reserve(key) {
      const free = !used.has(key)
      await Promise.resolve()
      used.add(key)
      return free
    },
  }
}

describe('the contract of replay stores', () => {
  test('is kept by a good store', async () => {
    expect(await broken(goodStore)).toEqual([])
  })

  test('is kept by one that takes its time', async () => {
    const slow = asked(async (store, key, expiresAt) => store.reserve(key, expiresAt))
    expect(await broken(slow)).toEqual([])
  })

  test('is kept by one that remembers only since it was made', async () => {
    const forgetful = () => {
      const store = goodStore()
      return {
        reserve: (key: string, expiresAt: number, acceptableSince: number) => {
          const isFree = store.reserve(key, expiresAt)
          return isFree && acceptableSince <= time ? { remembersSince: time } : isFree
        },
      }
    }
    expect(await broken(forgetful)).toEqual([])
  })

  const faults: [string, () => ReplayStoreUnderTest, string][] = [
    ['gives every key', () => ({ reserve: () => true }), 'gives a key once'],
    [
      'does not say since when it remembers',
      () => ({ reserve: () => ({ remembersSince: Number.NaN }) }),
      'gives it once also to one who may have come before the store was there',
    ],
    ['gives none', () => ({ reserve: () => false }), 'gives a key once'],
    [
      'checks first and sets later',
      checkedThenSet,
      'gives it to exactly one of fifty that come at once',
    ],
    [
      'ignores case',
      asked((store, key, expiresAt) => store.reserve(key.toLowerCase(), expiresAt)),
      'keeps keys apart that differ in one character, or in case',
    ],
    [
      'has the time in its key',
      asked((store, key, expiresAt) => store.reserve(`${key} ${expiresAt}`, expiresAt)),
      'keeps a key, whatever time it is asked for again with',
    ],
    [
      'rounds times down',
      asked((store, key, expiresAt) => store.reserve(key, Math.floor(expiresAt))),
      'keeps a key to the end of its time, which may be a fraction',
    ],
    [
      'never forgets',
      asked((store, key) => store.reserve(key, Number.POSITIVE_INFINITY)),
      'gives a key anew when its time is over, at most two seconds late',
    ],
    [
      'keeps everything for a minute',
      asked((store, key) => store.reserve(key, time + 60)),
      'gives a key anew when its time is over, at most two seconds late',
    ],
  ]

  test.each(faults)('is broken by a store that %s', async (_how, store, rule) => {
    expect(await broken(store)).toContain(rule)
  })

  test('is broken by one that every node has for itself', async () => {
    expect(await broken(goodStore, goodStore)).toContain('gives it once on whatever node')
  })
})
