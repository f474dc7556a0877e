import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/lib/json.js'
import { type ClaimRules, checkClaims } from '../../src/token/index.js'

const now = 1_790_000_000
const good: JsonObject = { exp: now + 300, aud: 'api1' }

/** The code of the refusal, or nothing. */
function check(claims: JsonObject, rules: Partial<ClaimRules> = {}): string | undefined {
  return checkClaims(
    { ...good, ...claims },
    { now, clockToleranceSeconds: 0, audience: ['api1'], ...rules },
  )?.code
}

const noStrings = [null, true, 0, 42, [], ['a'], {}, { a: 'b' }]
const neitherStringNorStrings = [
  null,
  true,
  0,
  42,
  {},
  { 0: 'api1', length: 1 },
  [1],
  [null],
  ['api1', 1],
  ['api1', null],
  [['api1']],
  [{}],
]

describe('aud', () => {
  test('[R37, R55, R67, A29] is required', () => {
    expect(check({ aud: undefined })).toBe('claim_missing')
  })

  test.each(neitherStringNorStrings)('[R37, A29] %j is neither a string nor strings', (aud) => {
    expect(check({ aud })).toBe('claim_malformed')
    expect(check({ aud }, { audience: null })).toBe('claim_malformed')
    expect(check({ aud }, { audienceMayBeMissing: true })).toBe('claim_malformed')
  })

  test.each([
    '',
    'api2',
    'API1',
    'api1 ',
    ' api1',
    'api1/',
    'api10',
    'api',
    'api1 api2',
    'api1,api2',
    'https://api1',
    '\u0430pi1',
    [],
    [''],
    ['api2'],
    ['api2', 'api3'],
    ['API1'],
    ['api1 api2'],
  ])('[R37, R67, A29] %j is not us', (aud) => {
    expect(check({ aud })).toBe('audience_mismatch')
  })

  test.each(['api1', ['api1'], ['stranger', 'api1'], ['api1', 'stranger', 'another']])(
    '[R37, R67, A29] %j is us, whoever else it is for',
    (aud) => {
      expect(check({ aud })).toBeUndefined()
    },
  )

  test('[R67] is one of several that are accepted', () => {
    const rules = { audience: ['api1', 'api2'] }
    expect(check({ aud: 'api1' }, rules)).toBeUndefined()
    expect(check({ aud: 'api2' }, rules)).toBeUndefined()
    expect(check({ aud: ['x', 'api2'] }, rules)).toBeUndefined()
    expect(check({ aud: 'api3' }, rules)).toBe('audience_mismatch')
  })

  test('may be anything, or missing, where the guard has written so down', () => {
    expect(check({ aud: undefined }, { audience: null })).toBeUndefined()
    expect(check({ aud: 'another' }, { audience: null })).toBeUndefined()
    expect(check({ aud: [] }, { audience: null })).toBeUndefined()
  })

  test('may be missing, but not another, where the issuer answers for one audience', () => {
    expect(check({ aud: undefined }, { audienceMayBeMissing: true })).toBeUndefined()
    expect(check({ aud: undefined }, { audienceMayBeMissing: false })).toBe('claim_missing')
    expect(check({ aud: 'another' }, { audienceMayBeMissing: true })).toBe('audience_mismatch')
  })
})

describe.each(['sub', 'client_id', 'jti'])('%s', (name) => {
  test.each(noStrings)('%j is no string', (value) => {
    expect(check({ [name]: value })).toBe('claim_malformed')
  })

  test.each([undefined, '', 'x', '\u0000', '__proto__'])('%j passes', (value) => {
    expect(check({ [name]: value })).toBeUndefined()
  })
})

describe('scope', () => {
  test.each(neitherStringNorStrings)('[R71] %j is neither a string nor strings', (scope) => {
    expect(check({ scope })).toBe('claim_malformed')
  })

  test.each([undefined, '', 'a', 'a b', [], ['a'], ['a', 'b']])('[R71] %j passes', (scope) => {
    expect(check({ scope })).toBeUndefined()
  })
})

describe('everything else', () => {
  test('[R41] is ignored when it is unknown', () => {
    expect(check({ 'https://example.com/x': { y: [1] }, __proto__: null })).toBeUndefined()
  })

  test('[R38, R39, R40] times are judged too', () => {
    expect(check({ exp: undefined })).toBe('claim_missing')
    expect(check({ exp: now })).toBe('token_expired')
    expect(check({ nbf: now + 1 })).toBe('token_not_yet_valid')
    expect(check({ iat: now + 61 })).toBe('token_issued_in_future')
  })

  test('types are told before times, and times before the audience', () => {
    expect(check({ sub: 1, exp: 1 })).toBe('claim_malformed')
    expect(check({ exp: 1, aud: 'another' })).toBe('token_expired')
  })
})

describe('the sentence for the log', () => {
  const sentence = (claims: JsonObject) =>
    checkClaims(
      { ...good, ...claims },
      { now, clockToleranceSeconds: 0, audience: ['api1', 'api2'] },
    )?.message

  test('says what came and what was expected', () => {
    expect(sentence({ aud: 'api3' })).toBe('aud is "api3", expected ["api1", "api2"]')
    expect(sentence({ aud: undefined })).toBe('It has no aud')
    expect(sentence({ aud: 1 })).toBe('aud is 1, not a string or an array of strings')
    expect(sentence({ sub: 1 })).toBe('sub is 1, not a string')
    expect(sentence({ scope: {} })).toBe(
      'scope is a JSON object, not a string or an array of strings',
    )
  })
})
