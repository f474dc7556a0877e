import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/lib/json.js'
import { tokenFacts } from '../../src/token/index.js'

function facts(claims: JsonObject) {
  return tokenFacts('jwt', 'https://issuer.test', claims)
}

describe('what a token says, in one form', () => {
  test('[R54] with the issuer beside the subject', () => {
    const claims = { sub: 'user-1', client_id: 'client-1', aud: 'api1', scope: 'a', exp: 9, x: 1 }
    const { scopes, ...others } = facts(claims)
    expect([...scopes]).toEqual(['a'])
    expect(others).toEqual({
      format: 'jwt',
      issuer: 'https://issuer.test',
      subject: 'user-1',
      clientId: 'client-1',
      audience: ['api1'],
      expiresAt: 9,
      claims,
    })
  })

  test('with nothing where the issuer said nothing', () => {
    expect(facts({})).toMatchObject({
      subject: undefined,
      clientId: undefined,
      audience: [],
      expiresAt: undefined,
    })
  })

  test.each<[aud: string | string[], expected: readonly string[]]>([
    ['api1', ['api1']],
    [['api1'], ['api1']],
    [
      ['api1', 'api2'],
      ['api1', 'api2'],
    ],
    [[], []],
  ])('[R37] aud %j is %j', (aud, expected) => {
    expect(facts({ aud }).audience).toEqual(expected)
  })

  test.each<[scope: string | string[] | undefined, expected: readonly string[]]>([
    [undefined, []],
    ['', []],
    [[], []],
    ['a', ['a']],
    ['a b c', ['a', 'b', 'c']],
    [' a  b ', ['a', 'b']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [['a', ''], ['a']],
    ['a a', ['a']],
    ['a\tb', ['a\tb']],
  ])('[R71] scope %j is %j', (scope, expected) => {
    expect([...facts({ ...(scope === undefined ? {} : { scope }) }).scopes]).toEqual(expected)
  })
})
