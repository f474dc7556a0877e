import { describe, expect, test } from 'vitest'
import { sniffToken } from '../../src/token/index.js'
import { encode, unsigned } from '../support/tokens.js'

const header = encode('{"alg":"ES256","typ":"at+jwt"}')

function kindOf(token: string): string {
  return sniffToken(token).kind
}

describe('what is no JWT is a reference', () => {
  test.each([
    ['abc', 'no dot'],
    ['', 'nothing'],
    ['.', 'a dot'],
    ['..', 'two dots'],
    ['....', 'four dots'],
    ['a.b.c', 'three short parts'],
    ['a.b.c.d.e', 'five short parts'],
    ['Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU', 'the example of RFC 9449 §4.3'],
    ['ya29.a0AfB_byC-1234567890abcdefg', 'a provider that has a dot in its references'],
    ['v2.local.bm90aGluZw', 'another one with two'],
    [header, 'a JOSE header alone'],
    [`${header}A`, 'one with a letter behind it'],
    [`${encode('{}')}.x.y`, 'an object without alg'],
    [`${encode('{"typ":"at+jwt","kid":"1"}')}.x.y`, 'a header without alg'],
    [`${encode('{"ALG":"ES256"}')}.x.y`, 'alg in another case'],
    [`${encode('["alg"]')}.x.y`, 'an array'],
    [`${encode('"alg"')}.x.y`, 'a string'],
    [`${encode('null')}.x.y`, 'null'],
    [`${encode('1')}.x.y`, 'a number'],
    [`${encode('{alg:1}')}.x.y`, 'no JSON'],
    [`${encode('  {"no":1}}')}.x.y`, 'no JSON and nothing that names an alg'],
    [`${encode('{"__proto__":{"alg":"ES256"}}')}.x.y`, 'alg in a prototype'],
    [`~${header}.x.y`, 'a character of neither alphabet'],
  ])('[R26] %j: %s', (token) => {
    expect(sniffToken(token)).toEqual({ kind: 'opaque', token })
  })
})

describe('three parts and a JSON header with alg are a JWS', () => {
  test.each([
    ['{"alg":"ES256"}', 'the least'],
    ['{"alg":null}', 'an alg that is null: somebody meant it as a JWT'],
    ['{"alg":"none"}', 'an alg that will be refused'],
    [' {"alg":"ES256"}\n', 'white space around'],
    ['{"\\u0061lg":"ES256"}', 'a name that is escaped'],
    ['{"alg":"ES256","kid":"\\ud800"}', 'half a surrogate pair, escaped'],
    ['{"alg":"ES256","__proto__":{"typ":"at+jwt"}}', 'a member that would be a prototype'],
  ])('[R26] %j: %s', (text) => {
    expect(kindOf(unsigned(text))).toBe('jws')
  })

  test('its parts are told apart without being believed', () => {
    expect(sniffToken(`${header}.payload.signature`)).toEqual({
      kind: 'jws',
      token: `${header}.payload.signature`,
      header: { alg: 'ES256', typ: 'at+jwt' },
      headerSegment: header,
      payloadSegment: 'payload',
      signatureSegment: 'signature',
      signedLength: `${header}.payload`.length,
    })
  })

  test('parts may be empty: that is for the validator to refuse', () => {
    expect(sniffToken(`${header}..`)).toMatchObject({ payloadSegment: '', signatureSegment: '' })
  })

  test('[A5, R56] a member called __proto__ is a member, and nothing inherits from it', () => {
    const shape = sniffToken(unsigned('{"alg":"ES256","__proto__":{"kid":"intruder"}}'))
    expect(shape.kind === 'jws' && shape.header.kid).toBeUndefined()
  })
})

describe('five parts are a JWE', () => {
  test.each(['x.x.x.x', '...', 'a...b'])('[R42, R49] whatever they hold: %j', (rest) => {
    expect(sniffToken(`${header}.${rest}`)).toEqual({ kind: 'jwe' })
  })
})

describe('what begins like a JWT and is none is broken, never a reference', () => {
  test.each([
    ['two parts', `${header}.`],
    ['two parts', `${header}.x`],
    ['four parts', `${header}.x.y.z`],
    ['six parts', `${header}.a.b.c.d.e`],
    ['ten thousand dots', `${header}${'.'.repeat(10_000)}`],
    ['bytes after the JSON', unsigned('{"alg":"ES256"}x')],
    ['two headers', unsigned('{"alg":"ES256"}{"alg":"none"}')],
    ['a comma too many', unsigned('{"alg":"ES256",}')],
    ['a byte order mark', unsigned('\ufeff{"alg":"ES256"}')],
    ['alg twice', unsigned('{"alg":"ES256","alg":"none"}')],
    ['alg twice, once escaped', unsigned('{"alg":"ES256","\\u0061lg":"none"}')],
    ['a member of a member twice', unsigned('{"alg":"ES256","x":{"a":1,"a":2}}')],
    ['__proto__ twice', unsigned('{"alg":"ES256","__proto__":1,"__proto__":2}')],
    ['too deep an array', unsigned(`{"alg":"ES256","x":${'['.repeat(16)}${']'.repeat(16)}}`)],
    ['too deep an object', unsigned(`{"alg":"ES256","x":${'{"x":'.repeat(16)}1${'}'.repeat(16)}}`)],
    ['a very deep array', unsigned(`{"alg":"ES256","x":${'['.repeat(5000)}${']'.repeat(5000)}}`)],
    ['padding', `${header}=.x.y`],
    ['more padding', `${header}==.x.y`],
  ])('[R26, R27, R61, A8, A10] %s', (_why, token) => {
    expect(kindOf(token)).toBe('broken')
  })

  test('[R26, A8] the other alphabet does not make a reference of it', () => {
    const spelled = encode('{"alg":"ES256","kid":"???>>>~~~"}')
    const standard = spelled.replaceAll('-', '+').replaceAll('_', '/')
    expect(standard).not.toBe(spelled)
    expect(kindOf(`${standard}.x.y`)).toBe('broken')
  })

  test('in the other alphabet, a text that is no header stays a reference', () => {
    const standard = (text: string) => Buffer.from(text).toString('base64')
    expect(kindOf(`${standard('{"kid":"???>>>"}')}.x.y`)).toBe('opaque')
    expect(kindOf(`${standard('["???>>>"]')}.x.y`)).toBe('opaque')
    expect(kindOf(`${standard('???>>>')}.x.y`)).toBe('opaque')
  })

  test('[R61, A10] depth 16 is the most that is read', () => {
    const nested = (depth: number) => `{"alg":"x","x":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(kindOf(unsigned(nested(15)))).toBe('jws')
    expect(kindOf(unsigned(nested(16)))).toBe('broken')
  })

  test('says what is wrong, and shows nothing of what came', () => {
    expect(sniffToken(unsigned('{"alg":"secret-1","alg":"secret-2"}'))).toEqual({
      kind: 'broken',
      fault: 'Its header is refused: duplicate member',
    })
    expect(sniffToken(unsigned(`{"alg":${'['.repeat(20)}${']'.repeat(20)}}`))).toEqual({
      kind: 'broken',
      fault: 'Its header is refused: too deep',
    })
    expect(sniffToken(unsigned('{"alg":"secret-1"}secret-2'))).toEqual({
      kind: 'broken',
      fault: 'Bytes follow the JSON of its header',
    })
  })
})

describe('a header that no strict decoder reads', () => {
  test.each([
    ['invalid UTF-8', Buffer.from('{"alg":"ES256","kid":"\u00ff"}', 'latin1')],
    [
      'a lone surrogate',
      Buffer.concat([Buffer.from('{"alg":"\u00e9'), Buffer.of(0xed, 0xa0, 0x80, 0x22, 0x7d)]),
    ],
    ['an overlong zero', Buffer.from('{"alg":"ES256","kid":"\u00c0\u0080"}', 'latin1')],
  ])('[R26] %s never passes for a JWS', (_why, bytes) => {
    expect(kindOf(unsigned(bytes))).not.toBe('jws')
  })

  test('[R26] nor does one with bits that belong to no byte', () => {
    // 25 bytes: one character of the last group is free to lie.
    const spelled = encode('{"alg":"ES256","kid":"12"}')
    const last = spelled.slice(-1)
    const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const kinds = [...others].map((other) => kindOf(`${spelled.slice(0, -1)}${other}.x.y`))
    const same = Buffer.from(spelled, 'base64url')
    const aliases = [...others].filter(
      (other) =>
        other !== last && Buffer.from(spelled.slice(0, -1) + other, 'base64url').equals(same),
    )
    expect(aliases.length).toBeGreaterThan(0)
    expect(aliases.map((other) => kinds[others.indexOf(other)])).not.toContain('jws')
  })
})
