import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/lib/json.js'
import { checkTimes, type TimeRules } from '../../src/token/index.js'

const now = 1_790_000_000

/** The code of the refusal, or nothing. */
function check(claims: JsonObject, rules: Partial<TimeRules> = {}): string | undefined {
  return checkTimes({ exp: now + 300, ...claims }, { now, clockToleranceSeconds: 0, ...rules })
    ?.code
}

const noDates: readonly JsonValue[] = [
  null,
  true,
  false,
  '',
  '1790000300',
  '2030-01-01T00:00:00Z',
  'NaN',
  'Infinity',
  [],
  [now + 300],
  {},
  { seconds: now },
  -1,
  -1e300,
  -0.001,
  1e300,
  1.7976931348623157e308,
  1e12,
  253_402_300_800,
  now * 1000,
]

describe('exp', () => {
  test('[R38] is required', () => {
    expect(check({ exp: undefined })).toBe('claim_missing')
  })

  test('may be missing only where the issuer is asked anew all the time', () => {
    expect(check({ exp: undefined }, { expiryMayBeMissing: true })).toBeUndefined()
    expect(check({ exp: undefined }, { expiryMayBeMissing: false })).toBe('claim_missing')
    expect(check({ exp: now - 1 }, { expiryMayBeMissing: true })).toBe('token_expired')
    expect(check({ exp: null }, { expiryMayBeMissing: true })).toBe('claim_malformed')
  })

  test.each(noDates)('[R38, A40] %j is no date', (exp) => {
    expect(check({ exp })).toBe('claim_malformed')
  })

  test.each<[exp: number, clock: number, tolerance: number, expected: string | undefined]>([
    [now, now, 0, 'token_expired'],
    [now, now + 0.001, 0, 'token_expired'],
    [now, now - 0.001, 0, undefined],
    [now + 1, now, 0, undefined],
    [now - 1, now, 0, 'token_expired'],
    [0, now, 0, 'token_expired'],
    [0, now, 300, 'token_expired'],
    [now + 0.5, now + 0.4, 0, undefined],
    [now + 0.5, now + 0.5, 0, 'token_expired'],
    [now, now + 4.999, 5, undefined],
    [now, now + 5, 5, 'token_expired'],
    [now - 5, now, 5, 'token_expired'],
    [now - 4, now, 5, undefined],
    [253_402_300_799, now, 0, undefined],
  ])('[R38, A40] exp %d at %d with a tolerance of %d s: %s', (exp, clock, tolerance, expected) => {
    expect(check({ exp }, { now: clock, clockToleranceSeconds: tolerance })).toBe(expected)
  })
})

describe('nbf', () => {
  test.each(noDates)('[R39, A40] %j is no date', (nbf) => {
    expect(check({ nbf })).toBe('claim_malformed')
  })

  test.each<[nbf: number, clock: number, tolerance: number, expected: string | undefined]>([
    [now, now, 0, undefined],
    [now, now - 0.001, 0, 'token_not_yet_valid'],
    [now + 1, now, 0, 'token_not_yet_valid'],
    [now - 1, now, 0, undefined],
    [0, now, 0, undefined],
    [now + 0.5, now + 0.5, 0, undefined],
    [now + 0.5, now + 0.4, 0, 'token_not_yet_valid'],
    [now + 5, now, 5, undefined],
    [now + 5.001, now, 5, 'token_not_yet_valid'],
    [now + 6, now, 5, 'token_not_yet_valid'],
  ])('[R39, A40] nbf %d at %d with a tolerance of %d s: %s', (nbf, clock, tolerance, expected) => {
    expect(check({ nbf }, { now: clock, clockToleranceSeconds: tolerance })).toBe(expected)
  })

  test('[R39] may be missing', () => {
    expect(check({ nbf: undefined })).toBeUndefined()
  })
})

describe('iat', () => {
  test.each(noDates)('[R40, A10, A40] %j is no date', (iat) => {
    expect(check({ iat })).toBe('claim_malformed')
  })

  test.each<[iat: number, tolerance: number, expected: string | undefined]>([
    [now, 0, undefined],
    [now + 8, 0, undefined],
    [now + 10, 0, undefined],
    [now + 10.001, 0, 'token_issued_in_future'],
    [now + 11, 0, 'token_issued_in_future'],
    [now + 61, 0, 'token_issued_in_future'],
    [now + 11, 5, 'token_issued_in_future'],
    [now + 60, 60, undefined],
    [now + 61, 60, 'token_issued_in_future'],
    [now - 1e9, 0, undefined],
    [0, 0, undefined],
  ])('[R40, A40] iat %d with a tolerance of %d s: %s', (iat, tolerance, expected) => {
    expect(check({ iat }, { clockToleranceSeconds: tolerance })).toBe(expected)
  })

  test('[R40] may be missing', () => {
    expect(check({ iat: undefined })).toBeUndefined()
  })
})

test('a malformed date is told before one that is over, whichever claim it stands in', () => {
  expect(check({ exp: 1, nbf: 'x' })).toBe('claim_malformed')
  expect(check({ exp: 1, iat: 'x' })).toBe('claim_malformed')
})

describe('the sentence for the log', () => {
  const sentence = (claims: JsonObject) =>
    checkTimes({ exp: now + 300, ...claims }, { now: now + 0.7, clockToleranceSeconds: 0 })?.message

  test('says both times, in whole seconds', () => {
    expect(sentence({ exp: now })).toBe(`It expired at ${now}, now is ${now}`)
    expect(sentence({ nbf: now + 9 })).toBe(`nbf is ${now + 9}, now is ${now}`)
    expect(sentence({ iat: now + 99 })).toBe(`iat is ${now + 99}, now is ${now}`)
  })

  test('names the claim that is no date or not there', () => {
    expect(sentence({ exp: undefined })).toBe('It has no exp')
    expect(sentence({ exp: '1' })).toBe('exp is "1", not a NumericDate')
    expect(sentence({ nbf: true })).toBe('nbf is true, not a NumericDate')
    expect(sentence({ iat: 1e300 })).toBe('iat is 1e+300, not a NumericDate')
  })
})
