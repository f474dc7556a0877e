import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quotedString } from '../../src/challenge/quote.js'

describe('a quoted string', () => {
  test.each([
    ['api1', '"api1"'],
    ['', '""'],
    ['two words', '"two words"'],
    ['a, b=c; d', '"a, b=c; d"'],
    ['"quoted"', '" quoted "'],
    ['back\\slash', '"back slash"'],
    ['\\"', '" "'],
    ['line\r\nbreak: x', '"line break: x"'],
    ['tab\tnul\u0000del\u007f', '"tab nul del "'],
    ['\u00e4\u20ac\ud83d\ude00', '" "'],
    ['x\u2028y', '"x y"'],
  ])('[R7, R18, R19, A36] of %j is %s', (text, expected) => {
    expect(quotedString(text)).toBe(expected)
  })

  test('[R7, R19, A36] has nothing in it that could end it or its line, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary-ascii' }),
      fc.string({
        unit: fc.constantFrom('"', '\\', '\r', '\n', '\t', ',', '=', ' ', '\u0000', 'a'),
      }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        expect(quotedString(text)).toMatch(/^"[\x20\x21\x23-\x5b\x5d-\x7e]*"$/)
      }),
      { numRuns: 500 },
    )
  })

  test('[R19] leaves alone what may stay', () => {
    const allowed = Array.from({ length: 95 }, (_, index) => String.fromCharCode(index + 0x20))
    const text = allowed.filter((character) => character !== '"' && character !== '\\').join('')
    expect(quotedString(text)).toBe(`"${text}"`)
  })
})
