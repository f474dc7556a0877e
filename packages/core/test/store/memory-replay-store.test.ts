import { createHash } from 'node:crypto'
import { createTestClock } from '@portcullis/testing'
import { describeReplayStore } from '@portcullis/testing/contracts'
import { describe, expect, test } from 'vitest'
import { Breakdown, memoryReplayStore } from '../../src/index.js'
import { configurationError } from '../support/errors.js'

const start = 1_700_000_000

function digest(of: unknown): string {
  return createHash('sha256').update(String(of)).digest('base64url')
}

function storeWith(maximumEntries?: number) {
  const clock = createTestClock(start * 1000)
  const options = maximumEntries === undefined ? { clock } : { clock, maximumEntries }
  return { store: memoryReplayStore(options), clock }
}

describeReplayStore({ describe, test }, 'memoryReplayStore()', () => {
  const { store, clock } = storeWith()
  return { store, now: clock.seconds, wait: clock.advance }
})

describe('memoryReplayStore', () => {
  test('[R120] answers at once, so nothing comes between asking and taking', () => {
    const { store } = storeWith()
    expect(store.reserve(digest('a'), start + 60)).toBe(true)
    expect(store.reserve(digest('a'), start + 60)).toBe(false)
  })

  test.each([0, 0.001, 0.5, 0.999])(
    '[R121] keeps a key to the last moment of its time (%d)',
    (rest) => {
      const { store, clock } = storeWith()
      expect(store.reserve(digest('a'), start + 60 + rest)).toBe(true)
      clock.set(Math.ceil((start + 60 + rest) * 1000) - 1)
      expect(store.reserve(digest('a'), start + 200)).toBe(false)
      clock.set((start + 61) * 1000)
      expect(store.reserve(digest('a'), start + 200)).toBe(true)
    },
  )

  test('[R122, A14] refuses with a breakdown when it is full, and takes more when there is room', () => {
    const { store, clock } = storeWith(3)
    for (const name of ['a', 'b']) expect(store.reserve(digest(name), start + 60)).toBe(true)
    expect(store.reserve(digest('c'), start + 30)).toBe(true)
    let breakdown: unknown
    try {
      expect(store.reserve(digest('d'), start + 60)).toBe(true)
    } catch (error) {
      breakdown = error
    }
    expect(breakdown).toBeInstanceOf(Breakdown)
    expect(breakdown).toMatchObject({
      code: 'replay_store_full',
      message: 'The replay store holds 3 live proofs, which is its limit',
    })
    expect(store.reserve(digest('a'), start + 60)).toBe(false)
    clock.advance(30)
    expect(store.reserve(digest('d'), start + 90)).toBe(true)
    expect(() => store.reserve(digest('e'), start + 90)).toThrow(Breakdown)
  })

  test('[R122] is exact about its limit', () => {
    const { store } = storeWith(5000)
    for (let index = 0; index < 5000; index++)
      expect(store.reserve(digest(index), start + 60 + (index % 20))).toBe(true)
    expect(() => store.reserve(digest('more'), start + 60)).toThrow(Breakdown)
  })

  test('[R122] what expired makes room, however often', () => {
    const { store, clock } = storeWith(1000)
    for (let index = 0; index < 20_000; index++) {
      if (index % 100 === 0) clock.advance(1)
      expect(store.reserve(digest(index), clock.seconds() + 9)).toBe(true)
    }
  })

  test.each([0, -1, 0.5, 10_000_001, Number.NaN, Number.POSITIVE_INFINITY, '10', null])(
    '[R122] maximumEntries %j would not bound it',
    (maximumEntries) => {
      const error = configurationError(() =>
        memoryReplayStore({ maximumEntries: maximumEntries as number }),
      )
      expect(error.code).toBe('option_invalid')
      expect(error.message).toMatch(/^maximumEntries is .+: write a number from 1 to 10000000 /)
    },
  )

  test.each([1, 10_000_000])('maximumEntries may be %i', (maximumEntries) => {
    const store = memoryReplayStore({ maximumEntries })
    expect(store.reserve(digest('a'), Date.now() / 1000 + 60)).toBe(true)
  })

  test('goes by the real clock unless told otherwise', () => {
    const store = memoryReplayStore()
    expect(store.reserve(digest('a'), Date.now() / 1000 - 1)).toBe(true)
    expect(store.reserve(digest('a'), Date.now() / 1000 + 60)).toBe(true)
    expect(store.reserve(digest('a'), Date.now() / 1000 + 60)).toBe(false)
  })

  test('a key that is no digest is a mistake of whoever asks', () => {
    const { store } = storeWith()
    expect(() => store.reserve('a', start + 60)).toThrow(TypeError)
  })
})
