import { describe, expect, test } from 'vitest'
import { deny } from '../../src/errors/index.js'
import {
  Breakdown,
  ConfigurationError,
  Denial,
  type DenialCode,
  denialCodes,
  isBreakdown,
  isDenial,
} from '../../src/index.js'

const codes = Object.keys(denialCodes) as DenialCode[]

describe.each(codes)('%s', (code) => {
  const denial = deny(code, 'expected this, came that')

  test('[R9, R22] has one of three statuses, and an error that goes with it', () => {
    expect([400, 401, 403]).toContain(denial.status)
    // Refused for where the request was sent to or from, whatever token it carries.
    const isForbiddenPlace = /^request_(host|origin)_not_allowed$/.test(code)
    expect(denial.error === 'invalid_request').toBe(denial.status === 400 || isForbiddenPlace)
    expect(denial.error === 'insufficient_scope').toBe(denial.status === 403 && !isForbiddenPlace)
  })

  test('names the text behind it', () => {
    expect(denial.source).toMatch(/^RFC \d+ §\d/)
  })

  test('[R23] has a description exactly where it has an error', () => {
    expect(denial.description === undefined).toBe(denial.error === undefined)
  })
})

describe('a denial', () => {
  test('is an ordinary value, no exception', () => {
    const denial = deny('token_expired', 'It expired')
    expect(denial).toBeInstanceOf(Denial)
    expect(denial).not.toBeInstanceOf(Error)
    expect([isDenial(denial), isBreakdown(denial)]).toEqual([true, false])
    expect([isDenial(undefined), isDenial({ kind: 'denial' })]).toEqual([false, false])
  })

  test('of a scheme is the same with the scheme', () => {
    const denial = deny('scope_insufficient', 'It lacks a', { scope: ['a'] })
    expect(denial.scheme).toBeUndefined()
    const { code, message, needs, scheme } = denial.of('DPoP')
    expect({ code, message, needs, scheme }).toEqual({
      code: 'scope_insufficient',
      message: 'It lacks a',
      needs: { scope: ['a'] },
      scheme: 'DPoP',
    })
  })
})

describe('a breakdown', () => {
  test('is an Error, with its cause and the time to wait', () => {
    const cause = new Error('down')
    const breakdown = new Breakdown('issuer_slow', 'It is slow', { cause, retryAfterSeconds: 7 })
    expect(breakdown).toBeInstanceOf(Error)
    expect(breakdown).toMatchObject({
      name: 'Breakdown',
      code: 'issuer_slow',
      retryAfterSeconds: 7,
    })
    expect(breakdown.cause).toBe(cause)
    expect([isBreakdown(breakdown), isDenial(breakdown)]).toEqual([true, false])
    expect(isBreakdown(cause)).toBe(false)
  })

  test('[C8] waits 5 s when nobody says otherwise', () => {
    const breakdown = new Breakdown('issuer_slow', 'It is slow')
    expect(breakdown.retryAfterSeconds).toBe(5)
    expect('cause' in breakdown).toBe(false)
  })
})

test('a configuration error is a TypeError that says where to read more', () => {
  const error = new ConfigurationError('option_missing', 'audience is missing: write it')
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ name: 'ConfigurationError', code: 'option_missing' })
  expect(error.message).toBe(
    'audience is missing: write it (option_missing: see docs/errors.md#option_missing)',
  )
})
