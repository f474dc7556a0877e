import { describe, expect, test } from 'vitest'
import { fromWebRequest } from '../../src/index.js'

function adapt(url: string, init?: RequestInit) {
  return fromWebRequest(new Request(url, init))
}

describe('a Fetch Request', () => {
  test('is method, target and scheme', () => {
    const request = adapt('https://api.example.com:8443/a%2Fb?page=2&x=%20#part', { method: 'PUT' })
    expect(request).toMatchObject({
      method: 'PUT',
      target: '/a%2Fb?page=2&x=%20',
      scheme: 'https',
    })
    expect(adapt('http://127.0.0.1/').scheme).toBe('http')
  })

  test('[R3] has every value of a header, joined as the platform joins them', () => {
    const headers = new Headers([
      ['X-One', 'a'],
      ['X-Two', 'b'],
      ['x-two', 'c'],
    ])
    const request = adapt('https://api.example.com/', { headers })
    expect(request.header('x-one')).toEqual(['a'])
    expect(request.header('x-two')).toEqual(['b, c'])
    expect(request.header('x-three')).toEqual([])
  })

  test('an empty header is there', () => {
    expect(adapt('https://a.test/', { headers: { 'x-empty': '' } }).header('x-empty')).toEqual([''])
  })

  test('has a peer where one is given', () => {
    const request = new Request('https://api.example.com/')
    expect(fromWebRequest(request, { address: '10.0.0.1' }).peer).toEqual({ address: '10.0.0.1' })
    expect('peer' in fromWebRequest(request)).toBe(false)
  })
})

test('has path and query as the URL parser has them, whatever the form', () => {
  const ends = [
    '',
    '/',
    '?',
    '/?',
    '/a?',
    '/a?b',
    '/a?b?c',
    '/a#b',
    '/a?b#c',
    '/a b',
    "/a?'",
    '/a/../b',
  ]
  const others = [
    '/%2e/a',
    '/.a',
    '/a//b',
    '/a\\b',
    '/a%41',
    '/é',
    '/a|b',
    '/[a]',
    '/a?b=c:d@e',
    '/;a=1,2',
  ]
  for (const end of [...ends, ...others]) {
    for (const start of ['http://a', 'https://a.example:8443', 'HTTP://A', 'https://[::1]']) {
      const { protocol, pathname, search } = new URL(start + end)
      const adapted = fromWebRequest({
        url: start + end,
        method: 'GET',
        headers: new Headers(),
      } as Request)
      expect([end, adapted.target]).toEqual([end, pathname + search])
      expect(`${adapted.scheme}:`).toBe(protocol)
    }
  }
})
