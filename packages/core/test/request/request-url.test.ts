import { describe, expect, test } from 'vitest'
import { createAddressMatcher } from '../../src/lib/cidr.js'
import { checkHost, requestUrl, type UrlRules } from '../../src/request/index.js'
import { presentation } from '../support/holder.js'

const isTrustedProxy = createAddressMatcher(['10.0.0.0/8']) ?? (() => false)
const direct: UrlRules = { publicUrl: undefined, isTrustedProxy: () => false }
const proxied: UrlRules = { publicUrl: undefined, isTrustedProxy }

interface Parts {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly target?: string
  readonly scheme?: 'http' | 'https'
  readonly address?: string
}

function requestFrom({ address = '10.0.0.1', ...parts }: Parts) {
  return presentation({ ...parts, peer: { address } })
}

/** The URL of a request, as one text. */
function urlOf(parts: Parts, rules: UrlRules = proxied): string | undefined {
  const url = requestUrl(requestFrom(parts), rules)
  if (url === undefined) return undefined
  const port = url.authority.port === undefined ? '' : `:${url.authority.port}`
  return `${url.scheme}://${url.authority.host}${port}${url.path}`
}

function under(publicUrl: string): UrlRules {
  return { publicUrl: new URL(publicUrl), isTrustedProxy }
}

describe('the request itself', () => {
  test('[R104] says scheme, Host and path, and not its query', () => {
    expect(urlOf({ target: '/a%2Fb//c?d=/e?f' })).toBe('https://api.example.com/a%2Fb//c')
    expect(urlOf({ scheme: 'http', headers: { host: 'API:8080' } })).toBe('http://api:8080/items')
    expect(urlOf({ target: '/' })).toBe('https://api.example.com/')
  })

  test.each([
    '',
    '*',
    'items',
    '.evil.test/',
    '@evil.test/',
    '?a=/b',
    'https://evil.test/x',
    '\\x',
  ])('[R104] says nothing with the target %j', (target) => {
    expect(urlOf({ target })).toBeUndefined()
    expect(urlOf({ target }, under('https://api.example.com'))).toBeUndefined()
  })

  test('[R104] says nothing without Host, or with one that is none', () => {
    expect(urlOf({ headers: { host: [] } })).toBeUndefined()
    expect(urlOf({ headers: { host: 'a b' } })).toBeUndefined()
    expect(urlOf({ headers: { host: 'a/b?' } })).toBeUndefined()
  })
})

describe('a proxy that is trusted', () => {
  const forwarded = (
    host: string | readonly string[],
    proto: string | readonly string[] = 'https',
  ) => ({
    scheme: 'http' as const,
    headers: { host: 'internal:3000', 'x-forwarded-host': host, 'x-forwarded-proto': proto },
  })

  test.each([
    ['host and scheme', 'api.example.com', 'https', 'https://api.example.com/items'],
    ['a port', 'api.example.com:8443', 'https', 'https://api.example.com:8443/items'],
    [
      'the last of a list',
      'evil.test, api.example.com',
      'http,https',
      'https://api.example.com/items',
    ],
    ['capitals', 'API.example.com', 'HTTPS', 'https://api.example.com/items'],
    ['an IPv6 address', '[2001:db8::1]:443', 'https', 'https://[2001:db8::1]:443/items'],
    ['nothing at the end of a list', 'evil.test,', 'https', 'https://internal:3000/items'],
    ['nothing', '', '', 'http://internal:3000/items'],
  ])('[R104] says %s', (_what, host, proto, url) => {
    expect(urlOf(forwarded(host, proto))).toBe(url)
  })

  test('[R104] the last of several lines', () => {
    const parts = forwarded(['evil.test', 'a.test, api.example.com'], ['http', 'https'])
    expect(urlOf(parts)).toBe('https://api.example.com/items')
  })

  test('[R104] may say only one of them', () => {
    expect(urlOf({ scheme: 'http', headers: { 'x-forwarded-proto': 'https' } })).toBe(
      'https://api.example.com/items',
    )
    expect(urlOf({ headers: { 'x-forwarded-host': 'b.test' } })).toBe('https://b.test/items')
  })

  test.each(['javascript', 'https://', 'ftp', 'https;http', 'ws'])(
    '[R104] with the scheme %j says nothing that a proof is for',
    (proto) => {
      expect(urlOf(forwarded('api.example.com', proto))).toBeUndefined()
    },
  )

  test.each(['11.0.0.1', '', 'unknown', '::1'])(
    '[R104, A16] from %j the same headers are not looked at',
    (address) => {
      expect(urlOf({ ...forwarded('evil.test'), address })).toBe('http://internal:3000/items')
    },
  )

  test('[R104, A16] nobody is trusted where none is named, and a request without address neither', () => {
    expect(urlOf(forwarded('evil.test'), direct)).toBe('http://internal:3000/items')
    const { peer: _peer, ...request } = requestFrom(forwarded('evil.test'))
    expect(requestUrl(request, proxied)?.authority).toEqual({ host: 'internal', port: 3000 })
  })
})

describe('a public URL', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com/items'],
    ['https://api.example.com/', 'https://api.example.com/items'],
    ['https://api.example.com/v1', 'https://api.example.com/v1/items'],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/items'],
    ['https://API.example.com:443/v1', 'https://api.example.com/v1/items'],
    ['https://api.example.com:8443/a/b', 'https://api.example.com:8443/a/b/items'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000/items'],
    ['http://[::1]:3000/v1', 'http://[::1]:3000/v1/items'],
  ])('[R104] %s goes before the path', (publicUrl, url) => {
    expect(urlOf({}, under(publicUrl))).toBe(url)
  })

  test('[R104] with a host that no Host can be is one that no proof is for', () => {
    expect(urlOf({}, under('https://api!.example.com'))).toBeUndefined()
  })

  test('[R104, A16] beats Host, the connection and every proxy', () => {
    const headers = {
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'http',
    }
    const url = urlOf({ scheme: 'http', headers, target: '/a?b' }, under('https://api.test/v1'))
    expect(url).toBe('https://api.test/v1/a')
  })
})

const hostile = [
  '',
  ' ',
  'evil.test/path?',
  'evil.test/',
  'evil.test#',
  'evil.test?',
  'user@evil.test',
  'a, b',
  'a b',
  'a\tb',
  'a\\b',
  'a%2eb',
  'http://a',
  'a:b',
  'a:',
  'a:0',
  'a:65536',
  'a:123456',
  'a:80:80',
  '::1',
  '[::1',
  '[:::]',
  '[::1]x',
  '[127.0.0.1]',
  '<script>',
  'ä.example',
  'a"b',
  'a\u0000',
  'a'.repeat(256),
]

describe('a Host that is not one host', () => {
  test.each(hostile)('[A16] %j', (host) => {
    for (const rules of [direct, proxied, under('https://api.example.com')]) {
      const denial = checkHost(requestFrom({ headers: { host } }), rules)
      expect(denial?.code).toBe('request_host_malformed')
      expect(denial?.status).toBe(400)
    }
  })

  test('[A16] two of them', () => {
    const request = requestFrom({ headers: { host: ['api.example.com', 'api.example.com'] } })
    expect(checkHost(request, direct)?.message).toContain('"api.example.com", "api.example.com"')
  })

  test.each([
    'api.example.com',
    'API.example.com.',
    'my_api:3000',
    '127.0.0.1:65535',
    '[::1]:3000',
    '[2001:db8::1]',
    'xn--bcher-kva.example',
  ])('%j is one', (host) => {
    expect(checkHost(requestFrom({ headers: { host } }), direct)).toBeUndefined()
  })

  test('none at all is no fault: nothing is derived from it', () => {
    expect(checkHost(requestFrom({ headers: { host: [] } }), direct)).toBeUndefined()
  })
})

describe('a forwarded host that is not one host', () => {
  const from = (host: string, address?: string) =>
    requestFrom({ headers: { 'x-forwarded-host': host }, ...(address && { address }) })

  test.each(hostile.filter((host) => host.trim() !== '' && host !== 'a, b'))('[A16] %j', (host) => {
    expect(checkHost(from(host), proxied)?.code).toBe('request_host_malformed')
    expect(checkHost(from(host, '192.0.2.1'), proxied)).toBeUndefined()
    expect(checkHost(from(host), direct)).toBeUndefined()
    expect(checkHost(from(host), under('https://api.example.com'))).toBeUndefined()
  })

  test('only the last of a list counts', () => {
    expect(checkHost(from('<evil>, api.example.com'), proxied)).toBeUndefined()
    expect(checkHost(from('api.example.com, <evil>'), proxied)?.message).toContain('"<evil>"')
  })
})
