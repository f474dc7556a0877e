import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable } from '../../src/lib/printable.js'

describe('untrusted values in a line of the log', () => {
  test.each<[value: unknown, expected: string]>([
    ['at+jwt', '"at+jwt"'],
    ['', '""'],
    ['a "quoted" \\ text', '"a \\u0022quoted\\u0022 \\u005c text"'],
    ['a\r\nb', '"a\\u000d\\u000ab"'],
    ['\u001b[31mred', '"\\u001b[31mred"'],
    ['\u0000\u007f\u0085', '"\\u0000\\u007f\\u0085"'],
    ['\u202eevil', '"\\u202eevil"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\u00e9\ud83d\ude00\ud800', '"\\u00e9\\ud83d\\ude00\\ud800"'],
    [42, '42'],
    [1e300, '1e+300'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'nothing'],
    [{ toString: () => 'evil' }, 'a JSON object'],
    [[], '[]'],
    [['a', 1, null, {}], '["a", 1, null, a JSON object]'],
    [[['a', 'b'], ['\n']], '[[…], […]]'],
    [['a', 'b', 'c', 'd', 'e'], '["a", "b", "c", "d", "e"]'],
    [['a', 'b', 'c', 'd', 'e', 'f'], '["a", "b", "c", "d", "e", …]'],
  ])('[R56, A5] %j becomes %s', (value, expected) => {
    expect(printable(value)).toBe(expected)
  })

  test('are cut after 120 characters', () => {
    expect(printable('x'.repeat(120))).toBe(`"${'x'.repeat(120)}"`)
    expect(printable('x'.repeat(121))).toBe(`"${'x'.repeat(120)}…"`)
    expect(printable('x'.repeat(1_000_000)).length).toBeLessThan(130)
  })

  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'binary-ascii' }),
  )

  test('[R56, A5] hold nothing but printable ASCII, and the sign for a cut', () => {
    fc.assert(
      fc.property(
        fc.oneof(texts, fc.array(texts), fc.jsonValue({ stringUnit: 'binary' })),
        (value) => {
          expect(printable(value)).toMatch(/^[\x20-\x7e…]*$/)
        },
      ),
    )
  })

  test('[R56, A5] have no quote within that would end them', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(printable(text)).toMatch(/^"[^"]*"$/)
      }),
    )
  })
})
