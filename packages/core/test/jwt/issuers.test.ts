import { createTestIssuer, generateSigningKey, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { createResourceServer, type IssuerEntry, type ResourceServer } from '../../src/index.js'
import { codeOf, fetchFrom, granted, guardFor, present, refused } from '../support/guard.js'
import { withBearer } from '../support/request.js'

async function twoIssuers() {
  const first = await createTestIssuer({ issuer: 'https://first.test' })
  const second = await createTestIssuer({ issuer: 'https://second.test', clock: first.clock })
  return { first, second }
}

function guardOfBoth(
  first: TestIssuer,
  second: TestIssuer,
  ofSecond: Partial<IssuerEntry> = {},
): ResourceServer {
  return createResourceServer({
    issuers: [first.issuer, { issuer: second.issuer, ...ofSecond }],
    audience: 'api1',
    clock: first.clock,
    fetch: fetchFrom(first, second),
  })
}

describe('the issuer of a token is exactly one that is trusted', () => {
  const base = 'https://identity.example.com/tenant'

  test.each([
    'https://identity.example.com/tenant/',
    'https://identity.example.com/Tenant',
    'https://IDENTITY.example.com/tenant',
    'HTTPS://identity.example.com/tenant',
    'http://identity.example.com/tenant',
    'https://identity.example.com:443/tenant',
    'https://identity.example.com/%74enant',
    'https://identity.example.com/./tenant',
    'https://identity.example.com/x/../tenant',
    'https://identity.example.com/tenant?',
    'https://identity.example.com/tenant#',
    'https://identity.example.com/tenant2',
    'https://identity.example.com/tenant.evil.com',
    'https://identity.example.com',
    'https://identity.example.com.evil.com/tenant',
    'https://identity.example.com@evil.com/tenant',
    'https://evil.com/https://identity.example.com/tenant',
    'https://identity.example.com\u200b/tenant',
    'https://identity.ex\u0430mple.com/tenant',
    ' https://identity.example.com/tenant',
    'https://identity.example.com/tenant ',
    'https://identity.example.com/tenant\u0000',
    '',
    '__proto__',
    'constructor',
    null,
    42,
    true,
    [base],
    { iss: base },
  ])('[R36, R66, A28] %j is another', async (iss) => {
    const issuer = await createTestIssuer({ issuer: base })
    const guard = guardFor(issuer)
    expect(await present(guard, await issuer.token({ claims: { iss } }))).toBe('issuer_not_trusted')
    expect(issuer.requests.total).toBe(0)
    expect(await present(guard, await issuer.token())).toBe('granted')
  })

  test('[R36, R66] a token without one is nobody\u2019s', async () => {
    const issuer = await createTestIssuer()
    expect(await present(guardFor(issuer), await issuer.token({ remove: ['iss'] }))).toBe(
      'claim_missing',
    )
    expect(issuer.requests.total).toBe(0)
  })

  test('[A4, A28] an unknown issuer is never asked for anything', async () => {
    const issuer = await createTestIssuer()
    const asked: string[] = []
    const guard = createResourceServer({
      issuer: issuer.issuer,
      audience: 'api1',
      clock: issuer.clock,
      fetch: (url, init) => {
        asked.push(url)
        return issuer.fetch(url, init)
      },
    })
    for (const iss of ['https://evil.test', 'http://169.254.169.254/', 'file:///etc/passwd']) {
      expect(await present(guard, await issuer.token({ claims: { iss } }))).toBe(
        'issuer_not_trusted',
      )
    }
    expect(asked).toEqual([])
  })

  test('[R56] the sentence for the log shows the iss escaped, and those that are trusted', async () => {
    const issuer = await createTestIssuer()
    const token = await issuer.token({ claims: { iss: 'https://evil.test\r\nforged' } })
    const { reason } = refused(await guardFor(issuer).protect(withBearer(token)))
    expect(reason.message).toBe(
      'iss is "https://evil.test\\u000d\\u000aforged", trusted are ["https://issuer.test"]',
    )
  })
})

describe('one issuer does not vouch for another', () => {
  test('[R53, R66] each is believed about its own tokens', async () => {
    const { first, second } = await twoIssuers()
    const guard = guardOfBoth(first, second)
    expect(granted(await guard.protect(withBearer(await first.token()))).issuer).toBe(first.issuer)
    expect(granted(await guard.protect(withBearer(await second.token()))).issuer).toBe(
      second.issuer,
    )
  })

  test('[R53, A28] a token of the first, signed by the second, is refused', async () => {
    const { first, second } = await twoIssuers()
    const guard = guardOfBoth(first, second)
    const key = second.keys.current()
    expect(await present(guard, await first.token({ key }))).toBe('signing_key_unknown')
    expect(await present(guard, await first.token({ key, removeHeader: ['kid'] }))).toBe(
      'signature_invalid',
    )
    const kid = first.keys.current().kid
    expect(await present(guard, await first.token({ key, header: { kid } }))).toBe(
      'signature_invalid',
    )
  })

  test('[R53, A28] not even where both use the same kid, in whatever order they are asked', async () => {
    const { first, second } = await twoIssuers()
    const mine = generateSigningKey('ES256', { kid: 'signing-key' })
    const theirs = generateSigningKey('ES256', { kid: 'signing-key' })
    first.keys.replaceAll([mine.publicJwk])
    second.keys.replaceAll([theirs.publicJwk])
    for (const order of [
      [first, second],
      [second, first],
    ] as const) {
      const guard = guardOfBoth(...order)
      expect(await present(guard, await first.token({ key: mine }))).toBe('granted')
      expect(await present(guard, await second.token({ key: theirs }))).toBe('granted')
      expect(await present(guard, await first.token({ key: theirs }))).toBe('signature_invalid')
      expect(await present(guard, await second.token({ key: mine }))).toBe('signature_invalid')
    }
  })

  test('[R67, A29] each may have audiences of its own', async () => {
    const { first, second } = await twoIssuers()
    const guard = guardOfBoth(first, second, { audience: ['urn:second'] })
    const attempt = async (issuer: TestIssuer, aud: string) =>
      present(guard, await issuer.token({ claims: { aud } }))
    expect(await attempt(first, 'api1')).toBe('granted')
    expect(await attempt(first, 'urn:second')).toBe('audience_mismatch')
    expect(await attempt(second, 'urn:second')).toBe('granted')
    expect(await attempt(second, 'api1')).toBe('audience_mismatch')
  })

  test('one may accept a token for anybody, without the other doing so', async () => {
    const { first, second } = await twoIssuers()
    const guard = guardOfBoth(first, second, { audience: null })
    const remove = ['aud']
    expect(await present(guard, await second.token({ remove }))).toBe('granted')
    expect(await present(guard, await first.token({ remove }))).toBe('claim_missing')
  })

  test('[C8] one that is out of reach does not disturb the other', async () => {
    const { first, second } = await twoIssuers()
    first.fault('discovery', { kind: 'network' })
    const guard = guardOfBoth(first, second)
    expect(await present(guard, await first.token())).toBe('issuer_unreachable')
    expect(await present(guard, await second.token())).toBe('granted')
  })

  test('two guards know nothing of each other', async () => {
    const { first, second } = await twoIssuers()
    const [one, other] = [guardFor(first), guardFor(second)]
    const token = await first.token()
    expect(await present(one, token)).toBe('granted')
    expect(await present(other, token)).toBe('issuer_not_trusted')
    expect(second.requests.total).toBe(0)
  })
})

describe('the audience of a token', () => {
  test.each<[accepted: string | string[] | null, aud: unknown, code: string]>([
    ['api1', 'api1', 'granted'],
    ['api1', ['api1'], 'granted'],
    ['api1', ['stranger', 'api1'], 'granted'],
    [['api1', 'api2'], 'api2', 'granted'],
    [['api1', 'api2'], ['api3', 'api1'], 'granted'],
    ['api1', 'api2', 'audience_mismatch'],
    ['api1', [], 'audience_mismatch'],
    ['api1', ['api1', 5], 'claim_malformed'],
    ['api1', { api1: true }, 'claim_malformed'],
    ['api1', null, 'claim_malformed'],
    ['api1', undefined, 'claim_missing'],
    [null, 'anything', 'granted'],
    [null, undefined, 'granted'],
    [null, 5, 'claim_malformed'],
  ])('[R37, R55, R67, A29] of a guard for %j: %j is %s', async (audience, aud, code) => {
    const issuer = await createTestIssuer()
    const token = await issuer.token({ claims: { aud } })
    expect(codeOf(await guardFor(issuer, { audience }).protect(withBearer(token)))).toBe(code)
  })
})
