import { createTestIssuer, type Fault, type TestIssuerOptions } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { discover } from '../../src/issuer/discover.js'
import { boundedFetch } from '../../src/lib/bounded-fetch.js'
import { guardFor, present } from '../support/guard.js'
import { breakdownOf, forbidUnhandledRejections } from '../support/issuer.js'

forbidUnhandledRejections()

/** Asks a test issuer, within bounds that fit a test. */
async function discovered(options: TestIssuerOptions = {}, fault?: Fault) {
  const of = await createTestIssuer(options)
  of.fault('discovery', fault)
  const fetch = boundedFetch(of.fetch, { timeoutSeconds: 0.1, maximumBytes: 10_000 })
  return { of, found: discover(of.issuer, fetch) }
}

describe('answers that are no metadata', () => {
  const unreachable: Fault[] = [
    { kind: 'network' },
    { kind: 'hang' },
    { kind: 'body-stall' },
    { kind: 'oversize', bytes: 10_001 },
    { kind: 'redirect', location: 'https://issuer.test/.well-known/oauth-authorization-server' },
    { kind: 'redirect', location: 'http://169.254.169.254/' },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 304 },
    { kind: 'status', status: 401 },
  ]
  const invalid: Fault[] = [
    { kind: 'html' },
    { kind: 'broken-json' },
    { kind: 'empty-body' },
    { kind: 'status', status: 204 },
    { kind: 'status', status: 203, body: '{"issuer":"https://issuer.test"}' },
    { kind: 'json', body: [] },
    { kind: 'json', body: null },
    { kind: 'json', body: 'https://issuer.test' },
    { kind: 'json', body: {} },
  ]

  test.each(unreachable)('[C8, A24] are none: %j', async (fault) => {
    const { of, found } = await discovered({}, fault)
    expect((await breakdownOf(found)).code).toBe('issuer_unreachable')
    expect(of.requests.discovery).toBeLessThanOrEqual(2)
  })

  test.each(invalid)('[C8, A24] are useless: %j', async (fault) => {
    const { found } = await discovered({}, fault)
    expect((await breakdownOf(found)).code).toBe('issuer_metadata_invalid')
  })

  test('[A4] a redirect is not followed', async () => {
    const location = 'https://issuer.test/.well-known/openid-configuration?again'
    const { of, found } = await discovered({}, { kind: 'redirect', location })
    await breakdownOf(found)
    expect(of.requests.total).toBe(1)
  })

  test('the sentence for the log says what both forms answered', async () => {
    const { found } = await discovered({}, { kind: 'status', status: 403 })
    expect((await breakdownOf(found)).message).toContain('answered 403 and 403')
  })

  test('the cause is kept for the log', async () => {
    const { found } = await discovered({}, { kind: 'network' })
    expect((await breakdownOf(found)).cause).toMatchObject({ message: 'fetch failed' })
  })

  test('metadata under another content type is metadata all the same', async () => {
    const body = JSON.stringify({
      issuer: 'https://issuer.test',
      jwks_uri: 'https://issuer.test/jwks',
    })
    const headers = { 'content-type': 'text/plain' }
    const of = await createTestIssuer()
    of.fault('discovery', { kind: 'status', status: 200, body, headers })
    expect(await present(guardFor(of), await of.token())).toBe('granted')
  })
})
