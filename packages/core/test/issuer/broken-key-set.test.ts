import { createTestIssuer, type Fault } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present, refused } from '../support/guard.js'
import { breakdownOf, forbidUnhandledRejections, issuerFor } from '../support/issuer.js'
import { withBearer } from '../support/request.js'

forbidUnhandledRejections()

describe('a key set that is broken', () => {
  const unreachable: Fault[] = [
    { kind: 'network' },
    { kind: 'hang' },
    { kind: 'body-stall' },
    { kind: 'oversize', bytes: 512 * 1024 + 1 },
    { kind: 'redirect', location: 'https://issuer.test/jwks?again' },
    { kind: 'redirect', location: 'http://169.254.169.254/' },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 204 },
    { kind: 'status', status: 304 },
    { kind: 'status', status: 401, body: '{"keys":[]}' },
  ]
  const invalid: Fault[] = [
    { kind: 'html' },
    { kind: 'broken-json' },
    { kind: 'empty-body' },
    { kind: 'json', body: null },
    { kind: 'json', body: [] },
    { kind: 'json', body: {} },
    { kind: 'json', body: { keys: {} } },
    { kind: 'json', body: { keys: [] } },
    { kind: 'json', body: { keys: [{ kty: 'LWE' }, { kty: 'oct', k: 'AAAA' }] } },
    { kind: 'json', body: { keys: Array.from({ length: 100_000 }, () => ({})) } },
  ]
  const faults = [
    ...unreachable.map((fault) => ['issuer_keys_unreachable', fault] as const),
    ...invalid.map((fault) => ['issuer_keys_invalid', fault] as const),
  ]
  const shown = faults.map(
    ([code, fault]) => [code, JSON.stringify(fault).slice(0, 80), fault] as const,
  )

  test.each(shown)('[C8, A11, A24] at first use is a breakdown, %s: %s', async (code, _, fault) => {
    const of = await createTestIssuer()
    of.fault('jwks', fault)
    const { keys } = issuerFor(of, { timeoutSeconds: 0.1 })
    const breakdown = await breakdownOf(Promise.resolve(keys.choose('kid', 'ES256')))
    expect(breakdown).toMatchObject({ code, retryAfterSeconds: 5 })
    expect(breakdown.message).toContain('"https://issuer.test"')
    expect(of.requests.jwks).toBe(1)
  })

  test.each(shown)(
    '[R34, A24] later leaves the last good keys in place, %s: %s',
    async (code, _, fault) => {
      const of = await createTestIssuer()
      const { keys } = issuerFor(of, { timeoutSeconds: 0.1 })
      const { kid } = of.keys.current()
      await keys.warmUp()
      of.fault('jwks', fault)
      const hunt = Promise.resolve(keys.choose('unknown', 'ES256'))
      expect(await breakdownOf(hunt)).toMatchObject({ code })
      expect(keys.choose(kid, 'ES256')).toMatchObject({
        kind: 'found',
        keys: [{ withdrawn: false }],
      })
      of.fault('jwks', undefined)
      of.clock.advance(0.25)
      expect(await keys.choose('unknown', 'ES256')).toEqual({ kind: 'unknown' })
    },
  )

  test('[A11] takes little time, however many keys it has', async () => {
    const of = await createTestIssuer()
    const { kid } = of.keys.current()
    const keys = [...of.keys.published(), ...Array.from({ length: 99_999 }, () => ({}))]
    of.fault('jwks', { kind: 'json', body: { keys } })
    const started = performance.now()
    expect(await issuerFor(of).keys.choose(kid, 'ES256')).toMatchObject({ kind: 'found' })
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('[A11] of 512 KiB is read, and nothing longer', async () => {
    const of = await createTestIssuer()
    const { kid } = of.keys.current()
    of.fault('jwks', { kind: 'oversize', bytes: 512 * 1024 })
    expect(await issuerFor(of).keys.choose(kid, 'ES256')).toMatchObject({ kind: 'found' })
  })

  test('[A4] a redirect is not followed', async () => {
    const of = await createTestIssuer()
    of.fault('jwks', { kind: 'redirect', location: 'https://issuer.test/jwks' })
    expect(await present(guardFor(of), await of.token())).toBe('issuer_keys_unreachable')
    expect(of.requests.jwks).toBe(1)
  })

  test('a key set under another content type is a key set all the same', async () => {
    const of = await createTestIssuer()
    const body = JSON.stringify({ keys: of.keys.published() })
    of.fault('jwks', {
      kind: 'status',
      status: 200,
      body,
      headers: { 'content-type': 'text/plain' },
    })
    expect(await present(guardFor(of), await of.token())).toBe('granted')
  })
})

describe('a time-out', () => {
  test('[C8] of the guard ends a fetch that gets no answer', async () => {
    const of = await createTestIssuer()
    of.fault('jwks', { kind: 'hang' })
    const guard = guardFor(of, { timeoutSeconds: 1 })
    const { reason } = refused(await guard.protect(withBearer(await of.token())))
    expect(reason).toMatchObject({
      code: 'issuer_keys_unreachable',
      cause: { name: 'TimeoutError' },
    })
  })
})
