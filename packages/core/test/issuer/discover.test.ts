import { createTestIssuer, type Fault, type TestIssuerOptions } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { discover } from '../../src/issuer/discover.js'
import { boundedFetch, type Fetch } from '../../src/lib/bounded-fetch.js'
import { guardFor, refused } from '../support/guard.js'
import { breakdownOf, forbidUnhandledRejections } from '../support/issuer.js'
import { withBearer } from '../support/request.js'

forbidUnhandledRejections()

/** Asks a test issuer, within bounds that fit a test. */
async function discovered(options: TestIssuerOptions = {}, fault?: Fault) {
  const of = await createTestIssuer(options)
  of.fault('discovery', fault)
  const fetch = boundedFetch(of.fetch, { timeoutSeconds: 0.1, maximumBytes: 10_000 })
  return { of, found: discover(of.issuer, fetch) }
}

describe('where metadata is looked for', () => {
  const bothForms = [
    'https://issuer.test',
    'https://issuer.test/',
    'https://issuer.test/tenant',
    'https://issuer.test/tenant/',
    'https://issuer.test/a/b/c',
    'https://issuer.test:8443/tenant',
  ]

  test.each(bothForms)('[R175] in the OpenID form first: %s', async (issuer) => {
    const { of, found } = await discovered({ issuer, discovery: 'oidc' })
    await found
    expect(of.requests.log.map(({ url }) => url)).toEqual([
      `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    ])
  })

  test.each(bothForms)('[R175] then in that of RFC 8414: %s', async (issuer) => {
    const { of, found } = await discovered({ issuer, discovery: 'oauth2' })
    await found
    const { origin, pathname } = new URL(issuer)
    expect(of.requests.log.map(({ url }) => url).slice(1)).toEqual([
      `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`,
    ])
  })

  test('[R73] and the first form that answers is the only one that is used', async () => {
    const { of, found } = await discovered({ discovery: 'both' })
    await found
    expect(of.requests.total).toBe(1)
  })

  test('and without credentials or a body, for JSON', async () => {
    const of = await createTestIssuer()
    const asked: RequestInit[] = []
    const spy: Fetch = (url, init) => {
      asked.push(init)
      return of.fetch(url, init)
    }
    await discover(of.issuer, spy)
    expect(asked).toEqual([{ method: 'GET', headers: expect.anything() }])
    const headers = new Headers(asked[0]?.headers)
    expect(headers.get('accept')).toBe('application/json')
    expect(headers.has('authorization')).toBe(false)
  })
})

describe('whose metadata it is', () => {
  const others: [configured: string, named: string][] = [
    ['https://issuer.test', 'https://ISSUER.test'],
    ['https://issuer.test', 'https://issuer.test/'],
    ['https://issuer.test/', 'https://issuer.test'],
    ['https://issuer.test/tenant', 'https://issuer.test/tenant/'],
    ['https://issuer.test/tenant', 'https://issuer.test/Tenant'],
    ['https://issuer.test', 'https://issuer.test:443'],
    ['https://issuer.test/a', 'https://issuer.test/%61'],
    ['https://issuer.test/a', 'https://issuer.test/x/../a'],
    ['https://issuer.test', 'HTTPS://issuer.test'],
    ['https://issuer.test', ' https://issuer.test'],
    ['https://issuer.test', 'https://issuer.test.intruder.test'],
    ['https://issuer.test/tenant', 'https://issuer.test'],
    ['https://issuer.test', 'https://other.test'],
  ]

  test.each(others)(
    '[R36, R66, R174, A28] the one configured, %s, is not %s',
    async (issuer, named) => {
      const { found } = await discovered({ issuer, metadata: { issuer: named } })
      const { code, message } = await breakdownOf(found)
      expect(code).toBe('issuer_metadata_invalid')
      expect(message).toBe(
        `The issuer "${issuer}" calls itself "${named}": configure it exactly so`,
      )
    },
  )

  test.each([undefined, null, '', 42, ['https://issuer.test'], {}, 'nonsense'])(
    '[R174] nobody’s, when it names %j',
    async (named) => {
      const { found } = await discovered({ metadata: { issuer: named } })
      const { code, message } = await breakdownOf(found)
      expect(code).toBe('issuer_metadata_invalid')
      expect(message).toContain(typeof named === 'string' ? 'calls itself' : 'is not usable')
    },
  )

  test('[R174, A28, A36] the name is made printable before it is repeated', async () => {
    const { found } = await discovered({ metadata: { issuer: 'https://a.test/\r\n\u001b[31m' } })
    expect((await breakdownOf(found)).message).toMatch(/^[\x20-\x7e]+$/)
  })

  test('[R174, A28] nothing of it is used, and the client gets 503', async () => {
    const of = await createTestIssuer({ metadata: { issuer: 'https://issuer.test/' } })
    const outcome = refused(await guardFor(of).protect(withBearer(await of.token())))
    expect(outcome).toMatchObject({ status: 503, reason: { code: 'issuer_metadata_invalid' } })
    expect(outcome.body).not.toContain('issuer.test')
    expect(of.requests.jwks).toBe(0)
  })
})

describe('what metadata may send us to', () => {
  const refusedUrls = [
    'http://issuer.test/jwks',
    'http://127.0.0.1:8080/jwks',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'data:application/json,{"keys":[]}',
    '/jwks',
    'jwks',
    '',
    42,
    null,
    ['https://issuer.test/jwks'],
    {},
  ]

  test.each(refusedUrls)('[R176, A4] a key set over https, not %j', async (url) => {
    const { of, found } = await discovered({ metadata: { jwks_uri: url } })
    const { code, message } = await breakdownOf(found)
    expect(code).toBe('issuer_metadata_invalid')
    expect(message).toContain('jwks_uri')
    expect(message).toContain('which is not an https URL')
    expect(of.requests.jwks).toBe(0)
  })

  test('[R176] an introspection endpoint over https: our secret goes there', async () => {
    const http = 'http://issuer.test/introspect'
    for (const metadata of [
      { introspection_endpoint: http },
      { mtls_endpoint_aliases: { introspection_endpoint: http } },
    ]) {
      const { found } = await discovered({ metadata })
      expect((await breakdownOf(found)).message).toContain('introspection_endpoint')
    }
  })

  test('[R176] http on loopback only for an issuer that is there itself', async () => {
    const jwks_uri = 'http://127.0.0.1:8080/jwks'
    const near = await discovered({ issuer: 'http://localhost:3000', metadata: { jwks_uri } })
    expect(await near.found).toMatchObject({ jwksUri: jwks_uri })
    const far = await discovered({
      issuer: 'http://localhost:3000',
      metadata: { jwks_uri: 'http://issuer.test/jwks' },
    })
    expect((await breakdownOf(far.found)).code).toBe('issuer_metadata_invalid')
  })

  test('a key set on another host, which is usual', async () => {
    const jwks_uri = 'https://keys.test/jwks?version=1'
    const { found } = await discovered({ metadata: { jwks_uri } })
    expect(await found).toMatchObject({ jwksUri: jwks_uri })
  })

  test('nowhere, when there is no jwks_uri, and the sentence says so', async () => {
    const of = await createTestIssuer({ metadata: { jwks_uri: undefined } })
    const { reason } = refused(await guardFor(of).protect(withBearer(await of.token())))
    expect(reason).toMatchObject({
      code: 'issuer_metadata_invalid',
      message: 'The metadata of "https://issuer.test" has no jwks_uri',
    })
  })
})
