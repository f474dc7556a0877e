import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  type IntrospectionCache,
  type IntrospectionEntry,
  memoryIntrospectionCache,
} from '../../src/index.js'
import { present } from '../support/guard.js'
import { forbidUnhandledRejections, macrotask } from '../support/issuer.js'
import { asking, setting } from './setting.js'

forbidUnhandledRejections()

/** A memory cache that can be looked into. */
function openCache() {
  const entries = new Map<string, IntrospectionEntry>()
  const cache: IntrospectionCache = {
    get: (key) => entries.get(key),
    set: (key, entry) => void entries.set(key, entry),
    delete: (key) => void entries.delete(key),
  }
  return { entries, cache }
}

describe('a good answer', () => {
  test('[R82] serves again, and no call is made', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken()
    for (let use = 0; use < 5; use++) expect(await present(guard, token)).toBe('granted')
    expect(issuer.requests.introspection).toBe(1)
  })

  test('[R82] [A27] serves for 60 s by default: a revoked token stops working within them', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken()
    expect(await present(guard, token)).toBe('granted')
    issuer.revoke(token)
    issuer.clock.advance(59.9)
    expect(await present(guard, token)).toBe('granted')
    issuer.clock.advance(0.1)
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[R82] being used does not make it last longer', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken()
    await present(guard, token)
    issuer.revoke(token)
    for (let step = 0; step < 5; step++) {
      issuer.clock.advance(10)
      expect(await present(guard, token)).toBe('granted')
    }
    issuer.clock.advance(10)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test('[R82] serves for as long as the ceiling says', async () => {
    const { issuer, guard } = await setting({ cacheSeconds: 5 })
    const token = issuer.issueReferenceToken()
    await present(guard, token)
    issuer.revoke(token)
    issuer.clock.advance(4.9)
    expect(await present(guard, token)).toBe('granted')
    issuer.clock.advance(0.1)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test('[R82] a ceiling of 0 switches it off', async () => {
    const uses: string[] = []
    const introspectionCache: IntrospectionCache = {
      get: () => void uses.push('get') as undefined,
      set: () => void uses.push('set'),
      delete: () => void uses.push('delete'),
    }
    const { issuer, guard } = await setting({ cacheSeconds: 0 }, { introspectionCache })
    const token = issuer.issueReferenceToken()
    await present(guard, token)
    await present(guard, token)
    expect(issuer.requests.introspection).toBe(2)
    expect(uses).toEqual([])
    issuer.revoke(token)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test('[R82] [R86] [A27] never serves past exp', async () => {
    const { entries, cache } = openCache()
    const { issuer, guard } = await setting({}, { introspectionCache: cache })
    const exp = Math.floor(issuer.clock.seconds()) + 20
    const token = issuer.issueReferenceToken({ exp })
    await present(guard, token)
    expect([...entries.values()]).toMatchObject([{ expiresAt: exp }])
    issuer.clock.set((exp - 0.1) * 1000)
    expect(await present(guard, token)).toBe('granted')
    expect(issuer.requests.introspection).toBe(1)
    issuer.clock.set(exp * 1000)
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[R86] [A27] exp is checked on every hit, whatever the cache says', async () => {
    const { entries, cache } = openCache()
    const { issuer, guard } = await setting({}, { introspectionCache: cache })
    const exp = Math.floor(issuer.clock.seconds()) + 10
    const token = issuer.issueReferenceToken({ exp })
    await present(guard, token)
    for (const [key, entry] of entries) entries.set(key, { ...entry, expiresAt: exp + 1000 })
    issuer.clock.set((exp + 6) * 1000)
    expect(await present(guard, token)).toBe('token_expired')
    expect(issuer.requests.introspection).toBe(1)
  })

  test('[R82] about a token that is over, but within the tolerance, is not kept', async () => {
    const { entries, cache } = openCache()
    const { issuer, guard } = await setting({}, { introspectionCache: cache })
    const exp = Math.floor(issuer.clock.seconds()) - 3
    issuer.fault('introspection', { kind: 'json', body: { active: true, aud: 'api1', exp } })
    expect(await present(guard, issuer.opaqueToken())).toBe('granted')
    expect(entries.size).toBe(0)
  })

  test('[R82] without exp serves for the ceiling and no longer', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken({ exp: undefined })
    await present(guard, token)
    issuer.revoke(token)
    issuer.clock.advance(60)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test('[A40] a clock that is set back does not make it last longer than the ceiling', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken()
    await present(guard, token)
    issuer.revoke(token)
    issuer.clock.advance(-3600)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test('[A26] the judgement is not kept: times, audience and policy are seen to on every hit', async () => {
    const { issuer, guard } = await setting()
    const nbf = Math.floor(issuer.clock.seconds()) + 20
    const token = issuer.issueReferenceToken({ nbf })
    expect(await present(guard, token)).toBe('token_not_yet_valid')
    issuer.clock.advance(20)
    expect(await present(guard, token)).toBe('granted')
    expect(issuer.requests.introspection).toBe(1)
  })

  test('[A26] two audiences may share one answer, and are judged apart', async () => {
    const issuer = await createTestIssuer()
    const introspectionCache = memoryIntrospectionCache()
    const token = issuer.issueReferenceToken({ aud: 'api2' })
    const api2 = asking(issuer, {}, { introspectionCache, audience: 'api2' })
    const api1 = asking(issuer, {}, { introspectionCache, audience: 'api1' })
    expect(await present(api2, token)).toBe('granted')
    expect(await present(api1, token)).toBe('audience_mismatch')
    expect(issuer.requests.introspection).toBe(1)
  })
})

describe('a cache that is far away', () => {
  test('[R82] is believed like one that is near', async () => {
    const { entries, cache } = openCache()
    const introspectionCache: IntrospectionCache = {
      get: async (key) => structuredClone(cache.get(key)),
      set: async (key, entry) => cache.set(key, structuredClone(entry)),
      delete: async (key) => cache.delete(key),
    }
    const { issuer, guard } = await setting({}, { introspectionCache })
    const token = issuer.issueReferenceToken()
    for (let use = 0; use < 3; use++) expect(await present(guard, token)).toBe('granted')
    expect(issuer.requests.introspection).toBe(1)
    const [before] = entries.values()
    issuer.clock.advance(30)
    await present(guard, token)
    expect([...entries.values()]).toEqual([before])
    await guard.forget(token)
    expect(entries.size).toBe(0)
  })
})

describe('a cache that is shared', () => {
  test('[R82] a guard with a lower ceiling does not use what is too old for it', async () => {
    const issuer = await createTestIssuer()
    const introspectionCache = memoryIntrospectionCache()
    const token = issuer.issueReferenceToken()
    const lax = asking(issuer, { cacheSeconds: 600 }, { introspectionCache })
    const strict = asking(issuer, { cacheSeconds: 5 }, { introspectionCache })
    const none = asking(issuer, { cacheSeconds: 0 }, { introspectionCache })
    expect(await present(lax, token)).toBe('granted')
    issuer.revoke(token)
    issuer.clock.advance(4.9)
    expect(await present(strict, token)).toBe('granted')
    expect(await present(none, token)).toBe('token_inactive')
    issuer.clock.advance(0.1)
    expect(await present(strict, token)).toBe('token_inactive')
    expect(await present(lax, token)).toBe('granted')
  })

  test.each<[string, unknown]>([
    ['nothing of the kind', 'x'],
    ['null', null],
    ['an entry without claims', { answeredAt: 0, expiresAt: 1e12 }],
    ['an inactive one', { claims: { active: false }, expiresAt: 1e12 }],
    ['an active one by name', { claims: { active: 'true' }, expiresAt: 1e12 }],
    ['one without times', { claims: { active: true, aud: 'api1' } }],
    ['one whose times are texts', { claims: { active: true }, answeredAt: 'x', expiresAt: 'y' }],
  ])('[R77] %s in it is no answer', async (_what, junk) => {
    const introspectionCache: IntrospectionCache = {
      get: () => JSON.parse(JSON.stringify(junk)),
      set: () => {},
      delete: () => {},
    }
    const { issuer, guard } = await setting({}, { introspectionCache })
    expect(await present(guard, issuer.opaqueToken())).toBe('token_inactive')
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })
})

describe('a cache in trouble', () => {
  const fail = () => {
    throw new Error('the cache is out of reach')
  }
  const reject = async () => fail()

  test.each([
    ['throws', fail],
    ['rejects', reject],
  ])('[R85] that %s is done without: the issuer is asked', async (_how, broken) => {
    const introspectionCache = { get: broken, set: broken, delete: broken }
    const { issuer, guard } = await setting({}, { introspectionCache })
    const token = issuer.issueReferenceToken()
    expect([await present(guard, token), await present(guard, token)]).toEqual([
      'granted',
      'granted',
    ])
    expect(issuer.requests.introspection).toBe(2)
    issuer.revoke(token)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test('a breakdown of forgetting is not hidden', async () => {
    const introspectionCache = { get: () => undefined, set: () => {}, delete: reject }
    const { issuer, guard } = await setting({}, { introspectionCache })
    await expect(guard.forget(issuer.opaqueToken())).rejects.toThrow('out of reach')
  })
})

describe('a bad answer', () => {
  test('[R84] [A25] is kept apart, for 10 s by default, without a word to the shared cache', async () => {
    const { entries, cache } = openCache()
    const { issuer, guard } = await setting({}, { introspectionCache: cache })
    const token = issuer.opaqueToken()
    for (let use = 0; use < 5; use++) expect(await present(guard, token)).toBe('token_inactive')
    issuer.clock.advance(9.9)
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests.introspection).toBe(1)
    issuer.clock.advance(0.1)
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests.introspection).toBe(2)
    expect(entries.size).toBe(0)
  })

  test.each([
    [0, 2],
    [60, 1],
  ])('[R84] is kept for as long as told (%i s)', async (negativeCacheSeconds, calls) => {
    const { issuer, guard } = await setting({ negativeCacheSeconds })
    const token = issuer.opaqueToken()
    await present(guard, token)
    issuer.clock.advance(negativeCacheSeconds === 0 ? 0 : 59)
    await present(guard, token)
    expect(issuer.requests.introspection).toBe(calls)
  })

  test('[A40] a clock that is set back does not make it stick', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.opaqueToken()
    await present(guard, token)
    issuer.clock.advance(-3600)
    await present(guard, token)
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[R85] an error is none: nothing of it is kept, good or bad', async () => {
    const { entries, cache } = openCache()
    const { issuer, guard } = await setting({}, { introspectionCache: cache })
    const [good, bad] = [issuer.issueReferenceToken(), issuer.opaqueToken()]
    issuer.fault('introspection', { kind: 'status', status: 500 })
    expect(await present(guard, good)).toBe('introspection_failed')
    expect(await present(guard, bad)).toBe('introspection_failed')
    expect(entries.size).toBe(0)
    issuer.fault('introspection', undefined)
    expect([await present(guard, good), await present(guard, bad)]).toEqual([
      'granted',
      'token_inactive',
    ])
  })
})

describe('forget', () => {
  test('[A27] makes the next use ask the issuer', async () => {
    const { issuer, guard } = await setting()
    const [token, other] = [issuer.issueReferenceToken(), issuer.issueReferenceToken()]
    await present(guard, token)
    await present(guard, other)
    issuer.revoke(token)
    await guard.forget(token)
    expect(await present(guard, token)).toBe('token_inactive')
    expect(await present(guard, other)).toBe('granted')
    expect(issuer.requests.introspection).toBe(3)
  })

  test('also of a token that is known not to be active', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.opaqueToken()
    await present(guard, token)
    await guard.forget(token)
    await present(guard, token)
    expect(issuer.requests.introspection).toBe(2)
  })

  test('reaches guards that share the cache', async () => {
    const issuer = await createTestIssuer()
    const introspectionCache = memoryIntrospectionCache()
    const [one, two] = [
      asking(issuer, {}, { introspectionCache }),
      asking(issuer, {}, { introspectionCache }),
    ]
    const token = issuer.issueReferenceToken()
    await present(one, token)
    issuer.revoke(token)
    await two.forget(token)
    expect(await present(one, token)).toBe('token_inactive')
  })

  test('[A27] a call under way is older than that: its answer is not kept, nor waited for', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken()
    issuer.fault('introspection', { kind: 'delay', milliseconds: 50 }, { times: 1 })
    const before = present(guard, token)
    await expect.poll(() => issuer.requests.introspection).toBe(1)
    await guard.forget(token)
    const body = { active: false }
    issuer.fault('introspection', { kind: 'json', body })
    expect(await present(guard, token)).toBe('token_inactive')
    expect(await before).toBe('granted')
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[A27] an inactive answer that was under way is not kept either', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.opaqueToken()
    issuer.fault('introspection', { kind: 'delay', milliseconds: 50 }, { times: 1 })
    const held: string[] = []
    const before = present(guard, token).then((code) => void held.push(code))
    await expect.poll(() => issuer.requests.introspection).toBe(1)
    await guard.forget(token)
    expect(held).toEqual([])
    await before
    expect(held).toEqual(['token_inactive'])
    issuer.issueReferenceToken({}, token)
    expect(await present(guard, token)).toBe('granted')
  })

  test('[A27] an answer that is just being written goes again', async () => {
    const { entries, cache } = openCache()
    let finishWriting = () => {}
    const introspectionCache: IntrospectionCache = {
      ...cache,
      set: (key, entry) =>
        new Promise<void>((resolve) => {
          finishWriting = () => {
            entries.set(key, entry)
            resolve()
          }
        }),
    }
    const { issuer, guard } = await setting({}, { introspectionCache })
    const token = issuer.issueReferenceToken()
    const before = present(guard, token)
    await expect.poll(() => issuer.requests.introspection).toBe(1)
    for (let turn = 0; turn < 5; turn++) await macrotask()
    await guard.forget(token)
    finishWriting()
    expect(await before).toBe('granted')
    expect(entries.size).toBe(0)
  })

  test('of a token that nobody knows, or by a guard without introspection, does nothing', async () => {
    const { issuer, guard } = await setting()
    await guard.forget('never seen')
    await guard.forget('')
    expect(issuer.requests.total).toBe(0)
  })
})
