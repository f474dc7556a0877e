import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { codeOf, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder, itemsUrl, type PresentationParts, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const token = await holder.token()

async function codeFor(htu: string, request: PresentationParts, options = {}): Promise<string> {
  const guard = guardFor(issuer, options)
  return codeOf(await guard.protect(holder.presenting(token, { url: htu }, request)))
}

describe('the URL that a proof is for', () => {
  test.each([
    ['https://api.example.com/items?a=1#b', {}, 'granted'],
    ['HTTPS://API.EXAMPLE.COM:443/%69tems', {}, 'granted'],
    [itemsUrl, { target: '/items?page=2' }, 'granted'],
    ['https://api.example.com/caf%C3%A9', { target: '/caf%C3%A9' }, 'granted'],
    ['https://api.example.com/café', { target: '/caf%C3%A9' }, 'granted'],
    ['https://api.example.com/a/../items', {}, 'granted'],
    [itemsUrl, { target: '/a/../items' }, 'dpop_url_mismatch'],
    [itemsUrl, { target: '/%2e/items' }, 'dpop_url_mismatch'],
    ['https://api.example.com/a/../items', { target: '/a/../items' }, 'dpop_url_mismatch'],
    ['https://api.example.com/Items', {}, 'dpop_url_mismatch'],
    ['https://api.example.com/a/b', { target: '/a%2Fb' }, 'dpop_url_mismatch'],
    ['https://api.example.com/a%2Fb', { target: '/a/b' }, 'dpop_url_mismatch'],
    ['https://user@api.example.com/items', {}, 'dpop_url_mismatch'],
    [itemsUrl, { target: '//items' }, 'dpop_url_mismatch'],
    [itemsUrl, { scheme: 'http' }, 'dpop_url_mismatch'],
    [itemsUrl, { headers: { host: [] } }, 'dpop_url_mismatch'],
    [itemsUrl, { target: '*' }, 'dpop_url_mismatch'],
  ] as const)('[R102, R103, R104, A15] %s for %j: %s', async (htu, request, code) => {
    expect(await codeFor(htu, request)).toBe(code)
  })

  test.each([
    'not a url',
    'https://user@api.example.com/a/../items',
    'https://api.example.com/100%',
  ])(
    '[R104] a request that no proof can be for is not for an htu that is none either: %s',
    async (htu) => {
      expect(await codeFor(htu, { target: '/a/../items' })).toBe('dpop_url_mismatch')
      expect(await codeFor(htu, { target: '*' })).toBe('dpop_url_mismatch')
      expect(await codeFor(htu, { headers: { host: [] } })).toBe('dpop_url_mismatch')
    },
  )

  test('[R104, A15] cannot be moved by a target that continues the host', async () => {
    const htu = 'https://api.example.com.evil.test/items'
    expect(await codeFor(htu, { target: '.evil.test/items' })).toBe('dpop_url_mismatch')
    expect(await codeFor('https://evil.test/items', { target: '@evil.test/items' })).toBe(
      'dpop_url_mismatch',
    )
  })
})

describe('behind a proxy that takes a prefix away', () => {
  const publicUrl = 'https://api.example.com/v1'

  test.each([
    ['https://api.example.com/v1/items', {}, 'granted'],
    [
      'https://api.example.com/v1/items',
      { scheme: 'http', headers: { host: '10.0.0.9:3000' } },
      'granted',
    ],
    [itemsUrl, {}, 'dpop_url_mismatch'],
    ['https://api.example.com/v1/v1/items', {}, 'dpop_url_mismatch'],
    [
      'http://10.0.0.9:3000/items',
      { scheme: 'http', headers: { host: '10.0.0.9:3000' } },
      'dpop_url_mismatch',
    ],
  ] as const)('[R104] %s for %j: %s', async (htu, request, code) => {
    expect(await codeFor(htu, request, { publicUrl })).toBe(code)
  })
})

describe('behind a proxy that tells the host', () => {
  const trustedProxies = ['10.0.0.0/8']
  const headers = {
    host: 'internal:3000',
    'x-forwarded-host': 'api.example.com',
    'x-forwarded-proto': 'https',
  }
  const parts = { scheme: 'http', headers } as const

  test('[R104] it is believed from a trusted address', async () => {
    const request = { ...parts, peer: { address: '10.1.2.3' } }
    expect(await codeFor(itemsUrl, request, { trustedProxies })).toBe('granted')
  })

  test.each([{ address: '192.0.2.1' }, { address: '' }, {}])(
    '[R104, A16] and not from %j: no proof for another host gets through',
    async (peer) => {
      expect(await codeFor(itemsUrl, { ...parts, peer }, { trustedProxies })).toBe(
        'dpop_url_mismatch',
      )
      expect(
        await codeFor('http://internal:3000/items', { ...parts, peer }, { trustedProxies }),
      ).toBe('granted')
    },
  )

  test('[R104, A16] and from nobody where no proxy is named', async () => {
    const request = { ...parts, peer: { address: '10.1.2.3' } }
    expect(await codeFor(itemsUrl, request)).toBe('dpop_url_mismatch')
  })
})

describe('a Host that is none', () => {
  const hostile = [
    '',
    'a b',
    'evil.test/path?',
    'evil.test#',
    'user@evil.test',
    'a:99999',
    'a, b',
    '[::1',
    ['a', 'b'],
  ]

  test.each(hostile)('[A16] %j is 400, with any token and without', async (host) => {
    const guard = guardFor(issuer)
    for (const parts of [{}, { token: 'x' }, { token }]) {
      const answer = refused(await guard.protect(presentation({ ...parts, headers: { host } })))
      expect([answer.status, answer.reason.code]).toEqual([400, 'request_host_malformed'])
      expect(valuesOf(answer, 'www-authenticate').join()).not.toContain('evil')
      expect(answer.body).not.toContain('evil')
    }
  })

  test('[A16, R166] challenges never speak of Host', async () => {
    const guard = guardFor(issuer, { publicUrl: 'https://api.example.com' })
    const answer = refused(await guard.protect(presentation({ headers: { host: 'evil.test' } })))
    const challenges = valuesOf(answer, 'www-authenticate').join()
    expect(challenges).toContain('resource_metadata="https://api.example.com/')
    expect(challenges).not.toContain('evil')
  })
})
