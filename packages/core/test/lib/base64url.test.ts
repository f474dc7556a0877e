import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase64Url, decodeBase64UrlText, isBase64Url } from '../../src/lib/base64url.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('canonical base64url', () => {
  test.each(['A', 'AAAAA', 'AA=', 'AA==', 'AAA=', '=', 'AA A', ' AAAA', 'AAAA\n', 'AA\tAA'])(
    '[R26] is not %j',
    (text) => {
      expect(isBase64Url(text)).toBe(false)
    },
  )

  test.each([
    'AA+A',
    'AA/A',
    'AA.A',
    'AA~A',
    'AA,A',
    'AA%3',
    'A\u0000AA',
    'AAA\u00e4',
    '\u0410AAA',
  ])('[R26] has no character like those in %j', (text) => {
    expect(isBase64Url(text)).toBe(false)
  })

  test('[R26] has one spelling for one and two bytes: the spare bits are zero', () => {
    const ends = (start: string) =>
      [...alphabet].filter((last) => isBase64Url(start + last)).join('')
    expect(ends('A')).toBe('AQgw')
    expect(ends('AA')).toBe('AEIMQUYcgkosw048')
    expect(ends('AAA')).toBe(alphabet)
  })

  test.each(['', 'AA', 'AAA', 'AAAA', '-_-_', 'eyJhbGciOiJFUzI1NiJ9'])('is %j', (text) => {
    expect(isBase64Url(text)).toBe(true)
  })

  test('[R26] is exactly what encoding gives, of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url')
        const decoded = decodeBase64Url(text)
        expect(decoded === undefined ? decoded : [...decoded]).toEqual([...bytes])
      }),
    )
  })

  test('[R26] any text either encodes back to itself or is refused', () => {
    const character = fc.constantFrom(...alphabet, '=', '+', '/', ' ', '\u00e9')
    const texts = fc.oneof(
      fc.string({ unit: character, maxLength: 12 }),
      fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const same = Buffer.from(text, 'base64url').toString('base64url') === text
        expect(isBase64Url(text)).toBe(same)
        expect(decodeBase64Url(text) !== undefined).toBe(same)
      }),
      { numRuns: 500 },
    )
  })
})

describe('text', () => {
  const encode = (...bytes: readonly number[]) => Buffer.from(bytes).toString('base64url')

  test.each([
    ['a byte that begins nothing', encode(0xff)],
    ['a byte that continues nothing', encode(0x80)],
    ['a character that is cut', encode(0xc3)],
    ['an overlong slash', encode(0xc0, 0xaf)],
    ['an overlong zero', encode(0xe0, 0x80, 0x80)],
    ['a surrogate', encode(0xed, 0xa0, 0x80)],
    ['a code point beyond Unicode', encode(0xf4, 0x90, 0x80, 0x80)],
    ['no base64url', 'A'],
  ])('[R26] is refused when it is %s', (_why, text) => {
    expect(decodeBase64UrlText(text)).toBeUndefined()
  })

  test('[R26] keeps a byte order mark, so that no parser overlooks it', () => {
    expect(decodeBase64UrlText(encode(0xef, 0xbb, 0xbf, 0x7b))).toBe('\ufeff{')
  })

  test('of any kind comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeBase64UrlText(Buffer.from(text).toString('base64url'))).toBe(text)
      }),
    )
  })
})
