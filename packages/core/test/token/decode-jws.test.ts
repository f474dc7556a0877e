import { describe, expect, test } from 'vitest'
import { isDenial } from '../../src/errors/index.js'
import { decodeJws } from '../../src/token/index.js'
import { encode, jwsOf, unsigned } from '../support/tokens.js'

const header = '{"alg":"ES256"}'

function decode(token: string): unknown {
  const decoded = decodeJws(jwsOf(token))
  return isDenial(decoded) ? decoded.code : decoded
}

describe('a payload that is no JSON object in UTF-8', () => {
  test.each<[why: string, payload: string | Uint8Array]>([
    ['nothing', ''],
    ['white space', ' '],
    ['null', 'null'],
    ['a number', '1'],
    ['a string', '"sub"'],
    ['an array', '[]'],
    ['an object in an array', '[{"sub":"1"}]'],
    ['half an object', '{'],
    ['bytes at the end', '{"sub":1}}'],
    ['two objects', '{"sub":1}{"sub":2}'],
    ['a zero at the end', '{"sub":1}\u0000'],
    ['a byte order mark', '\ufeff{"sub":1}'],
    ['single quotes', "{'sub':1}"],
    ['a bare name', '{sub:1}'],
    ['a comma too many', '{"sub":1,}'],
    ['NaN', '{"sub":NaN}'],
    ['Infinity', '{"sub":Infinity}'],
    ['a number in another base', '{"sub":0x10}'],
    ['a line break in a string', '{"sub":"a\nb"}'],
    ['a claim twice', '{"exp":1,"exp":2}'],
    ['a claim twice, once escaped', '{"exp":1,"\\u0065xp":2}'],
    ['a member of a claim twice', '{"a":{"b":1,"b":2}}'],
    ['a member in an array twice', '{"a":[{"b":1,"b":2}]}'],
    ['too deep', `{"a":${'['.repeat(16)}${']'.repeat(16)}}`],
    ['invalid UTF-8', Buffer.from('{"sub":"\u00ff"}', 'latin1')],
    ['an overlong slash', Buffer.from('{"sub":"\u00c0\u00af"}', 'latin1')],
    [
      'a surrogate',
      Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
    ],
  ])('[R26, R41, R61, A8] %s', (_why, payload) => {
    expect(decode(unsigned(header, payload))).toBe('token_malformed')
  })
})

describe('parts that are no canonical base64url', () => {
  const good = encode('{"sub":"12"}')
  const spellings = (segment: string) => [
    `${segment}=`,
    `${segment}==`,
    ` ${segment}`,
    `${segment}\n`,
    `${segment}+`,
    `${segment}/`,
    `${segment.slice(0, -1)}`,
    `${segment}A`,
    `${segment.slice(0, 4)}\u00e4${segment.slice(4)}`,
    `${segment.slice(0, 4)}=${segment.slice(4)}`,
    'A',
    'AB',
    'AAB',
  ]

  test.each(spellings(good))('[R26, A8] the payload %j', (payload) => {
    expect(decode(`${encode(header)}.${payload}.c2ln`)).toBe('token_malformed')
  })

  test.each(
    spellings('c2ln')
      .filter((segment) => !['c2l', 'c2lnA'].includes(segment))
      .concat('c2lnA'),
  )('[R26, A8] the signature %j', (signature) => {
    expect(decode(`${encode(header)}.${good}.${signature}`)).toBe('token_malformed')
  })
})

describe('a strict JWS', () => {
  test('[R26, R41] is decoded whole, unknown claims and all', () => {
    const token = unsigned(header, '{"sub":"ü","ext":{"a":[1,null]}}')
    expect(decode(token)).toEqual({
      header: { alg: 'ES256' },
      claims: { sub: 'ü', ext: { a: [1, null] } },
      signature: Buffer.from('signature'),
      signedText: token.slice(0, token.lastIndexOf('.')),
    })
  })

  test('may have an empty signature: what that is worth is told when it is verified', () => {
    expect(decode(`${encode(header)}.e30.`)).toMatchObject({ signature: Buffer.of() })
  })

  test('[A5] keeps a claim called __proto__ as a claim', () => {
    const decoded = decodeJws(jwsOf(unsigned(header, '{"__proto__":{"aud":"api1"}}')))
    if (isDenial(decoded)) throw new Error(decoded.message)
    expect(decoded.claims.aud).toBeUndefined()
    expect(Object.getPrototypeOf(decoded.claims)).toBe(Object.prototype)
  })
})

test('the sentence names the part and the fault, and shows nothing of the token', () => {
  const sentence = (token: string) => {
    const decoded = decodeJws(jwsOf(token))
    return isDenial(decoded) ? decoded.message : ''
  }
  expect(sentence(`${encode(header)}.+.c2ln`)).toBe('Its payload is not base64url of UTF-8')
  expect(sentence(`${encode(header)}.e30.+`)).toBe('Its signature is not base64url')
  expect(sentence(unsigned(header, '{"secret":1,"secret":2}'))).toBe(
    'Its payload is refused: duplicate member',
  )
  expect(sentence(unsigned(header, '[]'))).toBe('Its payload is refused: not an object')
})
