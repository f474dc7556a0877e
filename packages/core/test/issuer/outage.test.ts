import { createTestIssuer, type Fault, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present, refused, valuesOf } from '../support/guard.js'
import { forbidUnhandledRejections, macrotask, tokenOfUnknownKey } from '../support/issuer.js'
import { withBearer } from '../support/request.js'

forbidUnhandledRejections()

const down: Fault = { kind: 'network' }

function breakDown(of: TestIssuer): void {
  of.fault('discovery', down)
  of.fault('jwks', down)
}

function repair(of: TestIssuer): void {
  of.fault('discovery', undefined)
  of.fault('jwks', undefined)
}

describe('an issuer that is down at first use', () => {
  test('[C8, A24] gives 503 with Retry-After and no challenge, and comes back by itself', async () => {
    const of = await createTestIssuer()
    breakDown(of)
    const guard = guardFor(of)
    const outcome = refused(await guard.protect(withBearer(await of.token())))
    expect(outcome).toMatchObject({ status: 503, reason: { code: 'issuer_unreachable' } })
    expect(valuesOf(outcome, 'retry-after')).toEqual(['5'])
    expect(valuesOf(outcome, 'www-authenticate')).toEqual([])
    repair(of)
    of.clock.advance(0.25)
    expect(await present(guard, await of.token())).toBe('granted')
  })

  test('serves those who need no token', async () => {
    const of = await createTestIssuer()
    breakDown(of)
    const request = { method: 'GET', target: '/', scheme: 'https', header: () => [] } as const
    expect(await guardFor(of).protect(request, { optional: true })).toMatchObject({ ok: true })
    expect(of.requests.total).toBe(0)
  })

  test('[A41, C8] still refuses with 401 what needs no key to be refused', async () => {
    const of = await createTestIssuer()
    breakDown(of)
    expect(await present(guardFor(of), await of.token({ defect: 'expired' }))).toBe('token_expired')
  })

  test('is asked again after 0.25 s, doubled, never more than 5 s, whatever comes', async () => {
    const of = await createTestIssuer()
    breakDown(of)
    const guard = guardFor(of)
    const flood = async () => {
      const forge = () => tokenOfUnknownKey(of)
      const tokens = await Promise.all([...Array.from({ length: 5 }, forge), of.token()])
      return Promise.all(tokens.map((token) => present(guard, token)))
    }
    for (const [index, pause] of [0.25, 0.5, 1, 2, 4, 5, 5, 5].entries()) {
      expect(new Set(await flood())).toEqual(new Set(['issuer_unreachable']))
      of.clock.advance(pause - 0.001)
      await flood()
      expect(of.requests.total).toBe(index + 1)
      of.clock.advance(0.001)
    }
  })

  test('a failed warmUp stops nothing, and the first request after it need not pay for it', async () => {
    const of = await createTestIssuer()
    breakDown(of)
    const guard = guardFor(of)
    await expect(guard.warmUp()).resolves.toBeUndefined()
    repair(of)
    of.clock.advance(0.25)
    expect(await present(guard, await of.token())).toBe('granted')
  })
})

describe('an issuer that goes down later', () => {
  test('[A24] disturbs no good token for an hour, then gives 503, then comes back', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    breakDown(of)
    for (let minute = 0; minute < 60; minute += 5) {
      expect(await present(guard, await of.token())).toBe('granted')
      await macrotask()
      of.clock.advance(300)
    }
    expect(await present(guard, await of.token())).toBe('granted')
    await macrotask()
    of.clock.advance(1)
    expect(await present(guard, await of.token())).toBe('issuer_keys_unreachable')
    repair(of)
    of.clock.advance(5)
    expect(await present(guard, await of.token())).toBe('granted')
  })

  test('[A24] is as good as unknown after an hour also for a token that passed before', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    const token = await of.token({ claims: { exp: Math.floor(of.clock.seconds()) + 7200 } })
    expect(await present(guard, token)).toBe('granted')
    breakDown(of)
    of.clock.advance(3600)
    expect(await present(guard, token)).toBe('granted')
    await macrotask()
    of.clock.advance(1)
    expect(await present(guard, token)).toBe('issuer_keys_unreachable')
    repair(of)
    of.clock.advance(5)
    expect(await present(guard, token)).toBe('granted')
  })

  test('[A24] may be usable for as long as is configured', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of, { keys: { freshSeconds: 10, usableSeconds: 20 } })
    await guard.warmUp()
    breakDown(of)
    of.clock.advance(20)
    expect(await present(guard, await of.token())).toBe('granted')
    await macrotask()
    of.clock.advance(0.3)
    expect(await present(guard, await of.token())).toBe('issuer_keys_unreachable')
  })

  test('[A23, A24, C8] a flood of unknown keys meanwhile keeps to the back-off', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    of.requests.reset()
    breakDown(of)
    const fetchedAt: number[] = []
    for (let tenth = 0; tenth < 600; tenth++) {
      const before = of.requests.jwks
      const forge = () => tokenOfUnknownKey(of)
      const ends = await Promise.all(
        [await forge(), await of.token()].map((token) => present(guard, token)),
      )
      expect(ends).toEqual(['issuer_keys_unreachable', 'granted'])
      if (of.requests.jwks > before) fetchedAt.push(tenth / 10)
      of.clock.advance(0.1)
    }
    expect(fetchedAt.slice(0, 6)).toEqual([0, 0.3, 0.8, 1.8, 3.8, 7.8])
    expect(of.requests.jwks).toBe(fetchedAt.length)
    expect(of.requests.jwks).toBeLessThanOrEqual(17)
    const pauses = fetchedAt.slice(1).map((at, index) => at - (fetchedAt[index] ?? 0))
    expect(Math.max(...pauses)).toBeLessThan(5.2)
  })

  test('[A24] and comes back is noticed within 5 s, by whoever asks', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    breakDown(of)
    for (let turn = 0; turn < 20; turn++) {
      await present(guard, await of.token({ header: { kid: 'unknown' } }))
      of.clock.advance(5)
    }
    repair(of)
    of.keys.rotate()
    expect(await present(guard, await of.token())).toBe('granted')
  })

  test('[A23] once it is back unknown keys are told with 401, at most one fetch per cooldown', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    of.fault('jwks', down)
    const forge = () => tokenOfUnknownKey(of)
    expect(await present(guard, await forge())).toBe('issuer_keys_unreachable')
    repair(of)
    of.clock.advance(0.25)
    expect(await present(guard, await forge())).toBe('signing_key_unknown')
    of.requests.reset()
    for (let turn = 0; turn < 20; turn++) {
      expect(await present(guard, await forge())).toBe('signing_key_unknown')
    }
    expect(of.requests.jwks).toBe(0)
  })

  test('[A24] a key set that has moved is found at its new address', async () => {
    const of = await createTestIssuer()
    const moved = await createTestIssuer({ issuer: 'https://keys.test', clock: of.clock })
    moved.keys.replaceAll(of.keys.published())
    const guard = guardFor(of, {
      fetch: (url, init) =>
        url.startsWith(moved.issuer) ? moved.fetch(url, init) : of.fetch(url, init),
    })
    await guard.warmUp()
    of.fault('jwks', { kind: 'status', status: 404 })
    const body = { issuer: of.issuer, jwks_uri: 'https://keys.test/jwks' }
    of.fault('discovery', { kind: 'json', body })
    of.clock.advance(600)
    for (let turn = 0; turn < 8; turn++) {
      expect(await present(guard, await of.token())).toBe('granted')
      await macrotask()
      await macrotask()
      of.clock.advance(5)
    }
    expect(moved.requests.jwks).toBeGreaterThan(0)
  })
})
