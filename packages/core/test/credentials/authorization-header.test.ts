import { describe, expect, test } from 'vitest'
import { isToken68, splitAuthorization } from '../../src/credentials/authorization-header.js'
import { isDenial } from '../../src/errors/index.js'

function split(value: string): unknown {
  const parts = splitAuthorization(value)
  return isDenial(parts) ? parts.code : parts
}

describe('splitting an Authorization value', () => {
  test.each([
    ['', 'empty'],
    [' ', 'a space alone'],
    [' Bearer abc', 'a space in front'],
    ['\tBearer abc', 'a tab in front'],
    ['Bearer ', 'nothing after the space'],
    ['Bearer    ', 'nothing after many spaces'],
    ['Bearer\tabc', 'a tab in place of the space'],
    ['Bearer\u00a0abc', 'a no-break space in place of the space'],
    ['Bearer\r\nabc', 'a line break in place of the space'],
    ['Bearer abc\r\nX-Injected: 1', 'a line break after the token'],
    ['Bearer abc\u2028', 'a line separator after the token'],
    ['Bearer,abc', 'a comma in place of the space'],
    ['Bearer:abc', 'a colon in place of the space'],
    ['"Bearer" abc', 'a quoted scheme'],
    ['Béarer abc', 'a scheme that is no ASCII'],
    ['Bea\u0000rer abc', 'a control character in the scheme'],
    ['(Bearer) abc', 'a scheme in parentheses'],
    ['=', 'no scheme at all'],
  ])('[R4] %j is no scheme and credentials: %s', (value) => {
    expect(split(value)).toBe('credentials_malformed')
  })

  test.each([
    'Bearer a, Bearer b',
    'Bearer a,Bearer b',
    'Bearer a,\t Bearer b',
    'Bearer a, bearer b',
    'Bearer a, BEARER',
    'Bearer a, DPoP b',
    'DPoP a, Bearer b',
    'Basic a, Bearer b',
    'Basic a,dpop b',
    'Digest username="x", Bearer b',
    ', Bearer b',
  ])('[R2, A9] %j is two credentials in one line', (value) => {
    expect(split(value)).toBe('credentials_repeated')
  })

  test.each([
    ['Bearer abc', 'bearer', 'abc'],
    ['bearer abc', 'bearer', 'abc'],
    ['BEARER abc', 'bearer', 'abc'],
    ['BeArEr abc', 'bearer', 'abc'],
    ['dPoP abc', 'dpop', 'abc'],
    ['Bearer  abc', 'bearer', 'abc'],
    [`Bearer${' '.repeat(1000)}abc`, 'bearer', 'abc'],
    ['Bearer', 'bearer', ''],
    ['Basic', 'basic', ''],
    ['Bearer abc def', 'bearer', 'abc def'],
    ['Bearer abc ', 'bearer', 'abc '],
    ['Digest username="x", realm="bearers"', 'digest', 'username="x", realm="bearers"'],
    ["!#$%&'*+-.^_`|~ abc", "!#$%&'*+-.^_`|~", 'abc'],
  ])(
    '[R1, R4] %j is a scheme, whatever its case, and what follows the spaces',
    (value, scheme, credentials) => {
      const isToken = isToken68(credentials)
      expect(split(value)).toEqual({ scheme, credentials, isToken })
    },
  )

  test('[A10] takes no longer than its length asks for, whatever the junk', () => {
    const junk = [',', ', ', ',\t', ' ', 'a', 'Bearer ', 'Bearer,', ', bearer\u0001', '= ']
    const startedAt = performance.now()
    for (const piece of junk) {
      split(piece.repeat(100_000))
      split(`Bearer ${piece.repeat(100_000)}`)
    }
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})

describe('the grammar of a token', () => {
  test.each([
    ['', 'empty'],
    ['=', 'padding alone'],
    ['==', 'more padding alone'],
    ['a=b', 'padding in the middle'],
    ['a==b=', 'padding in the middle and at the end'],
    ['a b', 'two words'],
    [' a', 'a space in front'],
    ['a ', 'a space at the end'],
    ['a\n', 'a line break at the end'],
    ['a\tb', 'a tab'],
    ['a,b', 'a comma'],
    ['a;b', 'a semicolon'],
    ['a:b', 'a colon'],
    ['"a"', 'quotes'],
    ["'a'", 'single quotes'],
    ['{"a":1}', 'JSON'],
    ['a\\b', 'a backslash'],
    ['a%20b', 'percent-encoding'],
    ['a\u0000b', 'a control character'],
    ['a\u007fb', 'DEL'],
    ['ä', 'Latin-1'],
    ['ａ', 'a letter of full width'],
    ['a\u200bb', 'a space of no width'],
    ['\ud83d\ude00', 'an emoji'],
  ])('[R4, R59] %j is no token: %s', (text) => {
    expect(isToken68(text)).toBe(false)
  })

  test.each([
    'a',
    'a=',
    'a==',
    'a=====',
    'abc.def.ghi',
    'A-Za-z0-9-._~+/',
    '~',
    '/',
    '+',
    '.',
    '...',
  ])('[R4] %j is one', (text) => {
    expect(isToken68(text)).toBe(true)
  })

  test('[R4] of ASCII, exactly the characters of RFC 6750 §2.1', () => {
    const characters = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
    const allowed = characters.filter((character) => isToken68(`a${character}a`)).join('')
    expect(allowed).toBe('+-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~')
  })
})
