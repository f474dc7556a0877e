import assert from 'node:assert/strict'
import type { TestRunner } from './runner.js'

type MaybePromise<T> = T | Promise<T>

/** `ReplayStore` of `@portcullis/core`, as far as a contract can tell. */
export interface ReplayStoreUnderTest {
  reserve(
    key: string,
    expiresAt: number,
    acceptableSince: number,
  ): MaybePromise<boolean | { readonly remembersSince: number }>
}

/** A store to prove the contract with: empty, or used for other keys. */
export interface ReplayStoreSetting {
  readonly store: ReplayStoreUnderTest
  /** The same store as another node has it. Default: `store` itself, where it is of one process. */
  readonly other?: ReplayStoreUnderTest
  /** The store's clock, in epoch seconds. Default: the real one. */
  readonly now?: () => number
  /** Lets so many seconds pass by that clock. Default: really. */
  readonly wait?: (seconds: number) => MaybePromise<void>
}

type Setting = Required<ReplayStoreSetting>

/**
 * What every replay store must do. Call it in a test file of your own.
 *
 * @param makeSetting - called for each test
 */
export function describeReplayStore(
  { describe, test }: TestRunner,
  name: string,
  makeSetting: () => MaybePromise<ReplayStoreSetting>,
): void {
  describe(`${name} is a replay store`, () => {
    for (const [title, prove] of Object.entries(rules)) {
      test(title, async () => prove(complete(await makeSetting())))
    }
  })
}

function complete({ store, other = store, now = realNow, wait = reallyWait }: ReplayStoreSetting) {
  return { store, other, now, wait }
}

/** Not accepted anywhere before the store was made, however long ago that was: the epoch has no say. */
const later = Number.POSITIVE_INFINITY

const rules: Readonly<Record<string, (setting: Setting) => Promise<void>>> = {
  'gives a key once': async ({ store, now }) => {
    const key = freshKey()
    assert.equal(await store.reserve(key, now() + 60, later), true)
    assert.equal(await store.reserve(key, now() + 60, later), false)
    assert.equal(await store.reserve(key, now() + 60, later), false)
  },

  'gives it once also to one who may have come before the store was there': async (setting) => {
    const { store, other, now } = setting
    const key = freshKey()
    const first = await store.reserve(key, now() + 60, now() - 15)
    const since = typeof first === 'boolean' ? now() : first.remembersSince
    assert.equal(first !== false && Math.abs(since - now()) < 1e9, true)
    assert.notEqual(await other.reserve(key, now() + 60, now() - 15), true)
  },

  'gives it once on whatever node': async ({ store, other, now }) => {
    const key = freshKey()
    assert.equal(await store.reserve(key, now() + 60, later), true)
    assert.equal(await other.reserve(key, now() + 60, later), false)
  },

  'gives it to exactly one of fifty that come at once': async ({ store, other, now }) => {
    const key = freshKey()
    const calls = Array.from({ length: 50 }, async (_, index) =>
      (index % 2 === 0 ? store : other).reserve(key, now() + 60, later),
    )
    const answers = await Promise.all(calls)
    assert.equal(answers.filter((free) => free).length, 1)
    assert.equal(answers.filter((free) => !free).length, 49)
  },

  'keeps keys apart': async ({ store, now }) => {
    const keys = Array.from({ length: 200 }, freshKey)
    const answers = await Promise.all(
      keys.map(async (key) => store.reserve(key, now() + 60, later)),
    )
    assert.deepEqual(
      answers,
      keys.map(() => true),
    )
  },

  'keeps keys apart that differ in one character, or in case': async ({ store, now }) => {
    const rest = freshKey().slice(2)
    for (const start of ['aa', 'aA', 'Aa', 'AA', 'a-', 'a_', 'a0']) {
      assert.equal(await store.reserve(start + rest, now() + 60, later), true)
    }
  },

  'keeps a key, whatever time it is asked for again with': async ({ store, now }) => {
    const key = freshKey()
    assert.equal(await store.reserve(key, now() + 60, later), true)
    assert.equal(await store.reserve(key, now() + 1000, later), false)
    assert.equal(await store.reserve(key, now() + 1, later), false)
    assert.equal(await store.reserve(key, now() - 1, later), false)
  },

  'keeps a key to the end of its time, which may be a fraction': async ({ store, now, wait }) => {
    const key = freshKey()
    const second = Math.ceil(now())
    assert.equal(await store.reserve(key, second + 0.9, later), true)
    await wait(second - now() + 0.5)
    assert.equal(await store.reserve(key, now() + 60, later), false)
  },

  'gives a key anew when its time is over, at most two seconds late': async (setting) => {
    const { store, now, wait } = setting
    const key = freshKey()
    assert.equal(await store.reserve(key, now() + 0.5, later), true)
    await wait(2.6)
    assert.equal(await store.reserve(key, now() + 60, later), true)
    assert.equal(await store.reserve(key, now() + 60, later), false)
  },

  'keeps an early key beside a late one': async ({ store, now }) => {
    const [early, late] = [freshKey(), freshKey()]
    assert.equal(await store.reserve(late, now() + 4000, later), true)
    assert.equal(await store.reserve(early, now() + 60, later), true)
    assert.equal(await store.reserve(late, now() + 4000, later), false)
    assert.equal(await store.reserve(early, now() + 60, later), false)
  },
}

/** As the guard makes them: SHA-256 in base64url. */
function freshKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}

function realNow(): number {
  return Date.now() / 1000
}

function reallyWait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
