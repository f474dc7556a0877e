import { describe, expect, test } from 'vitest'
import { normalizeProofUrl, normalizeRequestUrl } from '../../src/dpop/normalize-url.js'
import { requestUrl } from '../../src/request/index.js'
import { requestOf } from '../support/request.js'

/** The normal form of a request's URL, from its Host and target. */
function ofRequest(host: string, target: string, scheme: 'http' | 'https' = 'https') {
  const request = requestOf({ scheme, target, headers: { host } })
  const url = requestUrl(request, { publicUrl: undefined, isTrustedProxy: () => false })
  return url === undefined ? undefined : normalizeRequestUrl(url)
}

const host = 'api.example.com'
const path = '/items'

describe('an htu that is the URL of the request', () => {
  test.each([
    ['as it is', 'https://api.example.com/items'],
    ['with a query', 'https://api.example.com/items?a=1'],
    ['with an empty query', 'https://api.example.com/items?'],
    ['with a fragment', 'https://api.example.com/items#part'],
    ['with both', 'https://api.example.com/items?a=/../x#part?'],
    ['with a query of any text', 'https://api.example.com/items?a=\\ \t%zz@:'],
    ['scheme in capitals', 'HTTPS://api.example.com/items'],
    ['host in capitals', 'https://API.EXAMPLE.COM/items'],
    ['both in mixed case', 'HtTpS://aPi.ExAmPlE.cOm/items'],
    ['default port', 'https://api.example.com:443/items'],
    ['default port with zeros', 'https://api.example.com:00443/items'],
    ['an empty port', 'https://api.example.com:/items'],
    ['an unreserved character encoded', 'https://api.example.com/%69tems'],
    ['a dot segment', 'https://api.example.com/./items'],
    ['two dots', 'https://api.example.com/x/../items'],
    ['two dots at the top', 'https://api.example.com/../items'],
    ['encoded dots', 'https://api.example.com/x/%2e%2E/items'],
    ['half encoded dots', 'https://api.example.com/x/.%2e/items'],
    ['an encoded dot', 'https://api.example.com/%2E/items'],
  ])('[R102, R103, A15] %s', (_what, htu) => {
    expect(normalizeProofUrl(htu)).toBe('https://api.example.com/items')
    expect(ofRequest(host, path)).toBe('https://api.example.com/items')
  })

  test.each([
    ['an empty path', host, '/', 'https://api.example.com'],
    ['an empty path and a query', host, '/?a=1', 'https://api.example.com?b=2'],
    ['a fragment after the root', host, '/', 'https://api.example.com/#part'],
    ['a query of the request', host, '/items?page=2', 'https://api.example.com/items'],
    ['queries that differ', host, '/items?page=2', 'https://api.example.com/items?page=3'],
    ['a trailing slash', host, '/items/', 'https://api.example.com/items/'],
    ['a path that ends in a dot segment', host, '/items/', 'https://api.example.com/items/.'],
    ['a path that goes up at its end', host, '/items/', 'https://api.example.com/items/x/..'],
    ['two slashes', host, '//items', 'https://api.example.com//items'],
    ['two slashes within', host, '/a//b', 'https://api.example.com/a//b'],
    [
      'a URL in the path',
      host,
      '/https://evil.test/',
      'https://api.example.com/https://evil.test/',
    ],
    ['another port', `${host}:8443`, path, 'https://api.example.com:8443/items'],
    ['another port in two spellings', `${host}:08443`, path, 'https://api.example.com:8443/items'],
    ['the default port in Host', `${host}:443`, path, 'https://api.example.com/items'],
    ['Host in capitals', 'API.Example.COM', path, 'https://api.example.com/items'],
    ['hexadecimal in two cases', host, '/%c3%a9', 'https://api.example.com/%C3%A9'],
    ['a tilde', host, '/~a', 'https://api.example.com/%7Ea'],
    ['a tilde the other way', host, '/%7ea', 'https://api.example.com/~a'],
    [
      'letters, digits, marks',
      host,
      '/aZ09-._~',
      'https://api.example.com/%61%5A%30%39%2D%2E%5F%7E',
    ],
    ['an encoded slash', host, '/a%2fb', 'https://api.example.com/a%2Fb'],
    ['an encoded percent', host, '/a%25b', 'https://api.example.com/a%25b'],
    ['encoded query characters', host, '/a%3Fb%23', 'https://api.example.com/a%3fb%23'],
    ['a letter that is not ASCII', host, '/caf%C3%A9', 'https://api.example.com/café'],
    ['one the other way', host, '/café', 'https://api.example.com/caf%c3%a9'],
    ['one beyond the first plane', host, '/%F0%9F%92%A1', 'https://api.example.com/💡'],
    ['a space', host, '/a%20b', 'https://api.example.com/a b'],
    [
      'what is no URL character',
      host,
      '/a|{}^`"<>',
      'https://api.example.com/a%7c%7B%7D%5E%60%22%3c%3E',
    ],
    ['what is none, the other way', host, '/a%7C', 'https://api.example.com/a|'],
    ['sub-delimiters', host, "/!$&'()*+,;=:@", "https://api.example.com/!$&'()*+,;=:@"],
    ['a matrix parameter', host, '/a;b=1/c', 'https://api.example.com/a;b=1/c'],
    ['three dots', host, '/a/.../b', 'https://api.example.com/a/.../b'],
    ['a file with a dot', host, '/.well-known/x', 'https://api.example.com/.well-known/x'],
    ['an IPv4 address', '192.0.2.1:8080', path, 'https://192.0.2.1:8080/items'],
    ['an IPv6 address', '[::1]', path, 'https://[::1]/items'],
    ['an IPv6 address with a port', '[2001:db8::1]:8443', path, 'https://[2001:DB8::1]:8443/items'],
    ['an IPv6 address in full', '[::1]', path, 'https://[0:0:0:0:0:0:0:1]:443/items'],
    ['an IPv4 address in IPv6', '[::ffff:192.0.2.1]', path, 'https://[::FFFF:C000:201]/items'],
    ['punycode', 'xn--bcher-kva.example', path, 'https://xn--bcher-kva.example/items'],
    ['a name that is not ASCII', 'xn--bcher-kva.example', path, 'https://bücher.example/items'],
    [
      'one in capitals, with a port',
      'xn--bcher-kva.example:81',
      path,
      'https://BÜCHER.example:81/items',
    ],
    ['a trailing dot', 'api.example.com.', path, 'https://api.example.com./items'],
    ['an underscore', 'my_api.internal', path, 'https://my_api.internal/items'],
    ['a single label', 'localhost:3000', path, 'https://localhost:3000/items'],
  ])('[R102, R103] %s', (_what, hostField, target, htu) => {
    const normal = normalizeProofUrl(htu)
    expect(normal).toBeDefined()
    expect(ofRequest(hostField, target)).toBe(normal)
  })

  test.each([
    ['http://api.example.com/items', 'api.example.com:80'],
    ['http://api.example.com:80/items', 'api.example.com'],
    ['HTTP://API.EXAMPLE.COM:080/items', 'api.example.com'],
  ])('[R103] http has a default port of its own: %s', (htu, hostField) => {
    expect(normalizeProofUrl(htu)).toBe('http://api.example.com/items')
    expect(ofRequest(hostField, path, 'http')).toBe('http://api.example.com/items')
  })
})

describe('an htu that is not the URL of the request', () => {
  test.each([
    ['another scheme', host, path, 'http://api.example.com/items'],
    ['the port of another scheme', host, path, 'https://api.example.com:80/items'],
    ['another host', host, path, 'https://example.com/items'],
    ['a longer host', host, path, 'https://api.example.com.evil.test/items'],
    ['a trailing dot that Host has not', host, path, 'https://api.example.com./items'],
    ['a trailing dot that only Host has', `${host}.`, path, 'https://api.example.com/items'],
    ['a dash for an underscore', 'my_api.internal', path, 'https://my-api.internal/items'],
    ['another port', `${host}:8443`, path, 'https://api.example.com/items'],
    ['another case of the path', host, path, 'https://api.example.com/Items'],
    ['a trailing slash that is not there', host, path, 'https://api.example.com/items/'],
    ['a trailing slash that is missing', host, '/items/', 'https://api.example.com/items'],
    ['a longer path', host, path, 'https://api.example.com/items/1'],
    ['a shorter path', host, '/items/1', 'https://api.example.com/items'],
    ['two slashes for one', host, path, 'https://api.example.com//items'],
    ['one slash for two', host, '//items', 'https://api.example.com/items'],
    ['a slash for an encoded one', host, '/a%2Fb', 'https://api.example.com/a/b'],
    ['an encoded slash for one', host, '/a/b', 'https://api.example.com/a%2Fb'],
    ['a percent for an encoded one', host, '/a%2541', 'https://api.example.com/a%41'],
    ['a character encoded twice', host, '/a', 'https://api.example.com/%2561'],
    ['a reserved character encoded', host, '/a;b', 'https://api.example.com/a%3Bb'],
    ['a plus for a space', host, '/a%20b', 'https://api.example.com/a+b'],
    ['a query in the path', host, '/a', 'https://api.example.com/a%3Fb'],
    ['Latin-1 for UTF-8', host, '/caf%C3%A9', 'https://api.example.com/caf%E9'],
    ['a composed letter for two', host, '/e%CC%81', 'https://api.example.com/é'],
    ['an address in decimal', '127.0.0.1', path, 'https://2130706433/items'],
    ['an address with fewer parts', '127.0.0.1', path, 'https://127.1/items'],
    ['another IPv6 address', '[::1]', path, 'https://[::2]/items'],
    ['an IPv4 address for its IPv6 form', '127.0.0.1', path, 'https://[::ffff:127.0.0.1]/items'],
  ])('[R102, R103, A15] %s', (_what, hostField, target, htu) => {
    expect(ofRequest(hostField, target)).toBeDefined()
    expect(normalizeProofUrl(htu)).not.toBe(ofRequest(hostField, target))
  })
})

describe('an htu that no request has', () => {
  test.each([
    '',
    '/items',
    'api.example.com/items',
    '//api.example.com/items',
    'https:/api.example.com/items',
    'https:api.example.com/items',
    'https:///items',
    'https://',
    'https://:443/items',
    'ftp://api.example.com/items',
    'wss://api.example.com/items',
    'javascript://api.example.com/items',
    'urn:example:items',
    ' https://api.example.com/items',
    '\thttps://api.example.com/items',
    'ht\ntps://api.example.com/items',
    'https://api.example.com\\items',
    'https://api.example.com/items\\',
    'https://api.example.com/ite\tms',
    'https://api.example.com/ite\nms',
    'https://api.example.com/items\u0000',
    'https://api.example.com/items\u007f',
    'https://user@api.example.com/items',
    'https://user:password@api.example.com/items',
    'https://@api.example.com/items',
    'https://api.example.com@evil.test/items',
    'https://api.example.com%2F@evil.test/items',
    'https://a pi.example.com/items',
    'https://api.exa<mple.com/items',
    'https://api.example.com:x/items',
    'https://api.example.com:-1/items',
    'https://api.example.com:0/items',
    'https://api.example.com:65536/items',
    'https://api.example.com:100443/items',
    'https://api.example.com:443:443/items',
    'https://api.example.com::/items',
    'https://api%2Eexample.com/items',
    'https://[::1/items',
    'https://::1/items',
    'https://[::1]x/items',
    'https://[:::]/items',
    'https://[1::2::3]/items',
    'https://[::12345]/items',
    'https://[::1%25eth0]/items',
    'https://[v1.x]/items',
    'https://[]/items',
    'https://api.example.com/100%',
    'https://api.example.com/%zz',
    'https://api.example.com/%4',
    'https://api.example.com/\ud800',
    'https://bücher.example\ud800/items',
    'https://bücher.example:x/items',
    'https://b\u00a0cher.example/items',
    'https://api.example.com／items',
    'https://api．example．com＠evil.test/items',
    `https://${'a'.repeat(256)}/items`,
    `https://${'ü'.repeat(300)}/items`,
  ])('[R104] %j', (htu) => {
    expect(normalizeProofUrl(htu)).toBeUndefined()
  })
})

describe('a request that no proof can be for', () => {
  test.each([
    '/a/../items',
    '/a/..',
    '/./items',
    '/.',
    '/..',
    '/%2e/items',
    '/a/%2e%2E/items',
    '/a/.%2e/items',
    '/%2E.',
    '/items\\',
    '/items\t',
    '/items\u0000',
    '/100%',
    '/%zz',
    '/\ud800',
    '',
    '*',
    'items',
    '.evil.test/items',
    '@evil.test/items',
    'https://api.example.com/items',
    '?a=1',
  ])('[R104] its target is %j', (target) => {
    expect(ofRequest(host, target)).toBeUndefined()
  })

  test('[R104] a fragment in its target is in no htu', () => {
    const normal = ofRequest(host, '/items#part')
    expect(normal).not.toBe(normalizeProofUrl('https://api.example.com/items#part'))
    expect(normal).not.toBe(normalizeProofUrl('https://api.example.com/items%23part'))
  })
})

test('[A10] a name of any length or script costs little', () => {
  const name = Array.from({ length: 2700 }, (_, index) => String.fromCharCode(0x4e00 + index))
  const htu = `https://${name.join('')}/`
  const startedAt = performance.now()
  for (let round = 0; round < 100; round++) expect(normalizeProofUrl(htu)).toBeUndefined()
  expect(performance.now() - startedAt).toBeLessThan(200)
})
