import { createTestIssuer, type TestIssuer, type TokenDefect } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present } from '../support/guard.js'
import {
  breakdownOf,
  forbidUnhandledRejections,
  gateBefore,
  issuerFor,
  macrotask,
  tokenOfUnknownKey,
  warmGuardFor,
} from '../support/issuer.js'

forbidUnhandledRejections()

describe('nothing is fetched', () => {
  test('before a token needs it', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await macrotask()
    expect(of.requests.total).toBe(0)
    expect(await present(guard, await of.token())).toBe('granted')
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1, total: 2 })
  })

  test.each<[TokenDefect, string]>([
    ['wrong-issuer', 'issuer_not_trusted'],
    ['issuer-case', 'issuer_not_trusted'],
    ['issuer-trailing-slash', 'issuer_not_trusted'],
    ['no-issuer', 'claim_missing'],
    ['alg-none', 'algorithm_not_allowed'],
    ['hs256-with-public-key', 'algorithm_not_allowed'],
    ['typ-id-token-like', 'token_type_not_access_token'],
    ['kid-not-string', 'token_malformed'],
    ['crit-unknown', 'header_not_understood'],
    ['expired', 'token_expired'],
    ['wrong-audience', 'audience_mismatch'],
  ])('[A23] for a token that is refused without: %s', async (defect, code) => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    expect(await present(guard, await of.token({ defect }))).toBe(code)
    expect(of.requests.total).toBe(0)
  })

  test('for good tokens while the keys are fresh', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    for (let minute = 0; minute < 10; minute++) {
      expect(await present(guard, await of.token())).toBe('granted')
      of.clock.advance(59)
    }
    expect(of.requests.total).toBe(0)
  })
})

describe('one fetch for all who wait', () => {
  test('[A23] 50 cold requests cause one discovery and one key fetch', async () => {
    const of = await createTestIssuer()
    of.fault('jwks', { kind: 'delay', milliseconds: 20 })
    const guard = guardFor(of)
    const tokens = await Promise.all(Array.from({ length: 50 }, () => of.token()))
    const ends = await Promise.all(tokens.map((token) => present(guard, token)))
    expect(new Set(ends)).toEqual(new Set(['granted']))
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1, total: 2 })
  })

  test('50 concurrent requests with a rotated-in key are all granted, for one key fetch', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    of.keys.rotate()
    of.fault('jwks', { kind: 'delay', milliseconds: 20 })
    const tokens = await Promise.all(Array.from({ length: 50 }, () => of.token()))
    const ends = await Promise.all(tokens.map((token) => present(guard, token)))
    expect(new Set(ends)).toEqual(new Set(['granted']))
    expect(of.requests.jwks).toBe(1)
  })

  test('the same for 50 tokens without a kid', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    of.keys.rotate({ keepOld: false })
    of.fault('jwks', { kind: 'delay', milliseconds: 20 })
    const forge = () => of.token({ removeHeader: ['kid'] })
    const tokens = await Promise.all(Array.from({ length: 50 }, forge))
    const ends = await Promise.all(tokens.map((token) => present(guard, token)))
    expect(new Set(ends)).toEqual(new Set(['granted']))
    expect(of.requests.jwks).toBe(1)
  })
})

describe('a request that waits', () => {
  const waitSeconds = 0.05

  test('waits so long and no longer, while the fetch goes on for the next', async () => {
    const of = await createTestIssuer()
    const gate = gateBefore(of.fetch)
    const { keys } = issuerFor(of, { fetch: gate.fetch, keyTimes: { waitSeconds } })
    const { kid } = of.keys.current()
    gate.shut()
    const first = await breakdownOf(Promise.resolve(keys.choose(kid, 'ES256')))
    expect(first).toMatchObject({ code: 'issuer_slow' })
    expect(first.message).toContain('did not come within 0.05 s')
    const next = keys.choose(kid, 'ES256')
    gate.open()
    expect(await next).toMatchObject({ kind: 'found' })
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1 })
  })

  test('[C8] gets 503 with Retry-After, and the next one its answer', async () => {
    const of = await createTestIssuer()
    const gate = gateBefore(of.fetch)
    const guard = guardFor(of, { fetch: gate.fetch, keys: { waitSeconds: 1 } })
    gate.shut()
    expect(await present(guard, await of.token())).toBe('issuer_slow')
    gate.open()
    expect(await present(guard, await of.token())).toBe('granted')
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1 })
  })

  test('waits once: keys that came only now are not fetched again for the same token', async () => {
    const tokens = async (of: TestIssuer) => [
      await tokenOfUnknownKey(of),
      await of.token({ removeHeader: ['kid'], defect: 'other-key' }),
      await of.token({ removeHeader: ['kid'], header: { alg: 'RS256' } }),
    ]
    for (const index of [0, 1, 2]) {
      const of = await createTestIssuer()
      const token = (await tokens(of))[index] ?? ''
      expect(await present(guardFor(of), token)).not.toBe('granted')
      expect(of.requests.jwks).toBe(1)
    }
  })

  test('does not hold up requests whose key is at hand', async () => {
    const of = await createTestIssuer()
    const gate = gateBefore(of.fetch)
    const { keys } = issuerFor(of, { fetch: gate.fetch, keyTimes: { waitSeconds } })
    const { kid } = of.keys.current()
    await keys.warmUp()
    gate.shut()
    const waiting = breakdownOf(Promise.resolve(keys.choose('unknown', 'ES256')))
    expect(keys.choose(kid, 'ES256')).toMatchObject({ kind: 'found' })
    expect(await waiting).toMatchObject({ code: 'issuer_slow' })
    gate.open()
  })
})
