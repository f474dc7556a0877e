import { createTestIssuer, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { createResourceServer } from '../../src/index.js'
import { guardFor, present } from '../support/guard.js'
import { breakdownOf, forbidUnhandledRejections, issuerFor } from '../support/issuer.js'

forbidUnhandledRejections()

describe('warmUp', () => {
  test('fetches ahead, so that the first request need not wait', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1 })
    of.fault('discovery', { kind: 'network' })
    of.fault('jwks', { kind: 'network' })
    expect(await present(guard, await of.token())).toBe('granted')
  })

  test('fetches once, however often it is called', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await Promise.all([guard.warmUp(), guard.warmUp()])
    await guard.warmUp()
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1 })
  })

  test('fetches for each issuer, and one that fails does not stop the others', async () => {
    const good = await createTestIssuer({ issuer: 'https://good.test' })
    const guard = createResourceServer({
      issuers: ['https://down.test', good.issuer],
      audience: 'api1',
      fetch: good.fetch,
      clock: good.clock,
    })
    await guard.warmUp()
    expect(good.requests.jwks).toBe(1)
  })
})

describe('an issuer without metadata', () => {
  test('has its key set where jwksUri says, and nothing else is asked', async () => {
    const of = await createTestIssuer({ discovery: 'oauth2' })
    of.fault('discovery', { kind: 'status', status: 404 })
    const guard = createResourceServer({
      issuers: [{ issuer: of.issuer, jwksUri: 'https://issuer.test/jwks' }],
      audience: 'api1',
      fetch: of.fetch,
      clock: of.clock,
    })
    expect(await present(guard, await of.token())).toBe('granted')
    of.keys.rotate()
    expect(await present(guard, await of.token())).toBe('granted')
    expect(of.requests).toMatchObject({ discovery: 0, jwks: 2, total: 2 })
  })

  test('recovers at that address too', async () => {
    const of = await createTestIssuer()
    const { keys } = issuerFor(of, { jwksUri: 'https://issuer.test/jwks' })
    of.fault('jwks', { kind: 'network' })
    await breakdownOf(keys.warmUp())
    of.fault('jwks', undefined)
    of.clock.advance(0.25)
    await keys.warmUp()
    expect(of.requests.total).toBe(2)
  })
})

describe('keys that are given', () => {
  test('[R34] are all there is: nothing is ever fetched', async () => {
    const of = await createTestIssuer()
    const given = of.keys.current()
    const guard = createResourceServer({
      issuers: [{ issuer: of.issuer, jwks: { keys: [{ kty: 'LWE' }, given.publicJwk] } }],
      audience: 'api1',
      fetch: of.fetch,
      clock: of.clock,
    })
    expect(await present(guard, await of.token())).toBe('granted')
    of.keys.rotate()
    expect(await present(guard, await of.token())).toBe('signing_key_unknown')
    of.clock.advance(24 * 3600)
    expect(await present(guard, await of.token({ key: given }))).toBe('granted')
    expect(of.requests.total).toBe(0)
  })

  test('without a usable one among them are a breakdown, not a crash', async () => {
    const of = await createTestIssuer()
    const { privateKey } = generateSigningKey('ES256')
    const guard = createResourceServer({
      issuers: [{ issuer: of.issuer, jwks: { keys: [privateKey.export({ format: 'jwk' })] } }],
      audience: 'api1',
      fetch: of.fetch,
      clock: of.clock,
    })
    expect(await present(guard, await of.token())).toBe('issuer_keys_invalid')
  })
})
