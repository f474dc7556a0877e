import assert from 'node:assert/strict'
import type { TestRunner } from './runner.js'

/** An answer as `@portcullis/core` keeps it. */
export interface CacheEntry {
  readonly claims: Readonly<Record<string, unknown>>
  readonly answeredAt: number
  readonly expiresAt: number
}

type MaybePromise<T> = T | Promise<T>

/** `IntrospectionCache` of `@portcullis/core`, as far as a contract can tell. */
export interface CacheUnderTest {
  get(key: string, search?: object): MaybePromise<CacheEntry | undefined>
  set(key: string, entry: CacheEntry, search?: object): MaybePromise<void>
  delete(key: string): MaybePromise<void>
}

/**
 * What every introspection cache must do. Call it in a test file of your own.
 *
 * @param makeCache - makes an empty cache for each test, or one that was used for other keys
 */
export function describeIntrospectionCache(
  { describe, test }: TestRunner,
  name: string,
  makeCache: () => MaybePromise<CacheUnderTest>,
): void {
  describe(`${name} is an introspection cache`, () => {
    for (const [title, prove] of Object.entries(rules)) {
      test(title, async () => prove(await makeCache()))
    }
  })
}

const rules: Readonly<Record<string, (cache: CacheUnderTest) => Promise<void>>> = {
  'has nothing under a key that was never set': async (cache) => {
    assert.equal(await cache.get(freshKey()), undefined)
  },

  'gives back what was set': async (cache) => {
    const key = freshKey()
    const entry = entryWith(intricateClaims)
    await cache.set(key, entry)
    assert.deepEqual(await cache.get(key), entry)
    assert.deepEqual(await cache.get(key), entry)
  },

  'takes an entry that is frozen through and through': async (cache) => {
    const key = freshKey()
    const entry = entryWith({ active: true, aud: Object.freeze(['api1']) })
    await cache.set(key, Object.freeze({ ...entry, claims: Object.freeze(entry.claims) }))
    assert.deepEqual(await cache.get(key), entry)
  },

  'replaces an entry': async (cache) => {
    const key = freshKey()
    await cache.set(key, entryWith({ active: true, sub: 'before', scope: 'a' }))
    await cache.set(key, entryWith({ active: true, sub: 'after' }))
    assert.deepEqual((await cache.get(key))?.claims, { active: true, sub: 'after' })
  },

  'keeps keys apart that differ in one character, in case, or in length': async (cache) => {
    const key = freshKey()
    const keys = [key, `${key}A`, `${key}a`, key.slice(0, -1), `${key}_`, `x${key}`]
    for (const [index, each] of keys.entries()) await cache.set(each, entryWith({ index }))
    const found = await Promise.all(keys.map((each) => cache.get(each)))
    assert.deepEqual(
      found.map((entry) => entry?.claims.index),
      [...keys.keys()],
    )
  },

  'deletes an entry, and no other': async (cache) => {
    const [gone, left] = [freshKey(), freshKey()]
    await cache.set(gone, entryWith({ active: true }))
    await cache.set(left, entryWith({ active: true }))
    await cache.delete(gone)
    assert.equal(await cache.get(gone), undefined)
    assert.notEqual(await cache.get(left), undefined)
  },

  'deletes what is not there': async (cache) => {
    await cache.delete(freshKey())
  },

  'takes an entry that was deleted anew, from a search that began after that': async (cache) => {
    const [key, search] = [freshKey(), {}]
    await cache.set(key, entryWith({ active: true }))
    await cache.delete(key)
    assert.equal(await cache.get(key, search), undefined)
    await cache.set(key, entryWith({ active: true, sub: 'again' }), search)
    assert.equal((await cache.get(key))?.claims.sub, 'again')
  },

  'takes an entry that is over, and never makes it longer': async (cache) => {
    const key = freshKey()
    const over = { ...entryWith({ active: true }), answeredAt: 1, expiresAt: 1.5 }
    await cache.set(key, over)
    const found = await cache.get(key)
    assert.ok(found === undefined || found.expiresAt === over.expiresAt)
  },

  'does many things at once': async (cache) => {
    const keys = Array.from({ length: 100 }, freshKey)
    await Promise.all(keys.map(async (key) => cache.set(key, entryWith({ active: true, key }))))
    const found = await Promise.all(keys.map(async (key) => cache.get(key)))
    assert.deepEqual(
      found.map((entry) => entry?.claims.key),
      keys,
    )
  },
}

/** As the guard makes them: a SHA-256 in base64url. */
function freshKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}

function entryWith(claims: CacheEntry['claims']): CacheEntry {
  const answeredAt = Math.floor(Date.now()) / 1000
  return { claims, answeredAt, expiresAt: answeredAt + 60 }
}

const intricateClaims = {
  active: true,
  sub: 'zoë "☃" \\ \n',
  aud: ['api1', 'api2'],
  cnf: { jkt: 'x', 'x5t#S256': 'y' },
  exp: 1_900_000_000.5,
  constructor: 'of a house',
  nothing: null,
  empty: {},
  list: [[], [{ deep: [1, 2, 3] }]],
  large: 'x'.repeat(20_000),
}
