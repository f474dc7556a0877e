import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import { Breakdown, type IntrospectionCache } from '../../src/index.js'
import { Flights } from '../../src/introspection/flights.js'
import { present } from '../support/guard.js'
import { forbidUnhandledRejections, withResolvers } from '../support/issuer.js'
import { asking, setting } from './setting.js'

forbidUnhandledRejections()

const many = (count: number, work: () => Promise<string>) =>
  Promise.all(Array.from({ length: count }, work))

describe('many requests with one new token', () => {
  test('[R84] 10 000 at once cause one call; one more causes none', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken()
    const outcomes = await many(10_000, () => present(guard, token))
    expect(new Set(outcomes)).toEqual(new Set(['granted']))
    expect(issuer.requests.introspection).toBe(1)
    expect(await present(guard, token)).toBe('granted')
    expect(issuer.requests.introspection).toBe(1)
  })

  test('[R84] also when the token is not active', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.opaqueToken()
    const outcomes = await many(50, () => present(guard, token))
    expect(new Set(outcomes)).toEqual(new Set(['token_inactive']))
    expect(issuer.requests.introspection).toBe(1)
  })

  test('[R84] also when nothing is kept', async () => {
    const { issuer, guard } = await setting({ cacheSeconds: 0 })
    const token = issuer.issueReferenceToken()
    await many(50, () => present(guard, token))
    expect(issuer.requests.introspection).toBe(1)
    await present(guard, token)
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[R84] also when the cache is far away, and that is asked once, too', async () => {
    const issuer = await createTestIssuer()
    let reads = 0
    const pause = (milliseconds: number) =>
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), milliseconds))
    const introspectionCache: IntrospectionCache = {
      get: () => {
        reads += 1
        return pause(20)
      },
      set: () => pause(5),
      delete: () => pause(1),
    }
    const guard = asking(issuer, {}, { introspectionCache })
    const token = issuer.issueReferenceToken()
    const outcomes = await many(50, () => present(guard, token))
    expect(new Set(outcomes)).toEqual(new Set(['granted']))
    expect([reads, issuer.requests.introspection]).toEqual([1, 1])
  })

  test('[R84] tokens that differ do not wait for each other', async () => {
    const { issuer, guard } = await setting()
    const tokens = Array.from({ length: 20 }, () => issuer.issueReferenceToken())
    const outcomes = await Promise.all(tokens.map((token) => present(guard, token)))
    expect(new Set(outcomes)).toEqual(new Set(['granted']))
    expect(issuer.requests.introspection).toBe(20)
    expect(issuer.requests.peak.introspection).toBe(20)
  })

  test('[R85] a failure is shared by at most one more try', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'status', status: 500 })
    const token = issuer.issueReferenceToken()
    const outcomes = await many(50, () => present(guard, token))
    expect(new Set(outcomes)).toEqual(new Set(['introspection_failed']))
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[R84] who came later is not failed by what met the first', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'status', status: 500 }, { times: 1 })
    const token = issuer.issueReferenceToken()
    const outcomes = await many(50, () => present(guard, token))
    expect(outcomes[0]).toBe('introspection_failed')
    expect(new Set(outcomes.slice(1))).toEqual(new Set(['granted']))
    expect(issuer.requests.introspection).toBe(2)
  })
})

describe('a cache of several nodes', () => {
  /** One that keeps nothing, and tells what it was asked. */
  function farCache() {
    const listeners: ((key: string) => void)[] = []
    const searches: (object | undefined)[] = []
    const keys: string[] = []
    const cache: IntrospectionCache = {
      get: async (key, search) => {
        keys.push(key)
        searches.push(search)
        return undefined
      },
      set: async (_key, _entry, search) => void searches.push(search),
      delete: async () => {},
      onDelete: (listener) => void listeners.push(listener),
    }
    const tell = () => {
      for (const listener of listeners) listener(keys.at(-1) ?? '')
    }
    return { cache, searches, tell }
  }

  test('[A27] knows which look an answer follows', async () => {
    const { cache, searches } = farCache()
    const { issuer, guard } = await setting({}, { introspectionCache: cache })
    const token = issuer.issueReferenceToken()
    await present(guard, token)
    await present(guard, token)
    const [look, answer, nextLook, nextAnswer] = searches
    expect(look).toBeTypeOf('object')
    expect(answer).toBe(look)
    expect(nextLook).not.toBe(look)
    expect(nextAnswer).toBe(nextLook)
  })

  test('[A27] tells of a deletion elsewhere: no answer from before is waited for, or kept', async () => {
    const { cache, searches, tell } = farCache()
    const issuer = await createTestIssuer()
    const { promise, resolve } = withResolvers<undefined>()
    let calls = 0
    const fetch: typeof issuer.fetch = async (input, init) => {
      const answer = await issuer.fetch(input, init)
      if (init?.method === 'POST' && calls++ === 0) await promise
      return answer
    }
    const guard = asking(issuer, {}, { introspectionCache: cache, fetch })
    const token = issuer.issueReferenceToken()
    const before = present(guard, token)
    await vi.waitFor(() => expect(calls).toBe(1))
    issuer.revoke(token)
    tell()
    expect(await present(guard, token)).toBe('token_inactive')
    resolve(undefined)
    expect(await before).toBe('granted')
    // Two looks, and no answer kept.
    expect(searches).toHaveLength(2)
  })

  test('and an inactive token that was deleted elsewhere is asked about again', async () => {
    const { cache, tell } = farCache()
    const { issuer, guard } = await setting({}, { introspectionCache: cache })
    const token = issuer.opaqueToken()
    await present(guard, issuer.issueReferenceToken())
    expect(await present(guard, token)).toBe('token_inactive')
    const calls = issuer.requests.introspection
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests.introspection).toBe(calls)
    tell()
    await present(guard, token)
    expect(issuer.requests.introspection).toBe(calls + 1)
  })
})

describe('a search', () => {
  const failure = new Breakdown('introspection_failed', 'It failed')

  test('goes on when nobody waits any more, and who comes then has its answer', async () => {
    const flights = new Flights<string>()
    const { promise, resolve } = withResolvers<string>()
    let searches = 0
    const search = () => {
      searches += 1
      return promise
    }
    void flights.join('key', search)
    const later = flights.join('key', search)
    resolve('found')
    expect(await later).toBe('found')
    expect(searches).toBe(1)
    expect(flights.has('key')).toBe(false)
  })

  test('leaves nothing behind, found or failed', async () => {
    const flights = new Flights<string>()
    await flights.join('a', async () => 'found')
    await expect(flights.join('b', () => Promise.reject(failure))).rejects.toBe(failure)
    expect([flights.has('a'), flights.has('b')]).toEqual([false, false])
  })

  test('a fault of our own is not tried again', async () => {
    const flights = new Flights<string>()
    const { promise, reject } = withResolvers<string>()
    let searches = 0
    const search = () => {
      searches += 1
      return promise
    }
    const both = [flights.join('key', search), flights.join('key', search)]
    reject(new TypeError('a bug'))
    const results = await Promise.allSettled(both)
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(searches).toBe(1)
  })

  test('that was forgotten knows it, and does not drive out the one that follows', async () => {
    const flights = new Flights<string>()
    const first = withResolvers<string>()
    const second = withResolvers<string>()
    const known: boolean[] = []
    const before = flights.join('key', async (isForgotten) => {
      const answer = await first.promise
      known.push(isForgotten())
      return answer
    })
    flights.forget('key')
    flights.forget('another')
    const after = flights.join('key', () => second.promise)
    first.resolve('old')
    expect(await before).toBe('old')
    expect(known).toEqual([true])
    expect(flights.has('key')).toBe(true)
    const joined = flights.join('key', () => Promise.reject(new Error('not this one')))
    second.resolve('new')
    expect([await after, await joined]).toEqual(['new', 'new'])
    expect(flights.has('key')).toBe(false)
  })
})
