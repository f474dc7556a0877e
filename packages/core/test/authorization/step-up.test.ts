import { describe, expect, test } from 'vitest'
import { allOf, anyOf, claim, scopes, stepUp } from '../../src/index.js'
import { context, judge } from '../support/access-token.js'
import { configurationError } from '../support/errors.js'

const { now } = context
const mfa = 'urn:example:mfa'
const password = 'urn:example:password'

async function codeOf(...parameters: Parameters<typeof judge>): Promise<string> {
  return (await judge(...parameters))?.code ?? 'satisfied'
}

describe('acr', () => {
  const policy = stepUp({ acrValues: [mfa, 'urn:example:key'] })

  test.each([mfa, 'urn:example:key'])('[R154] %j is one of them', async (acr) => {
    expect(await codeOf(policy, { acr })).toBe('satisfied')
  })

  test.each([
    undefined,
    null,
    '',
    'URN:example:mfa',
    'urn:example:mfa ',
    'urn:example:mfa urn:example:key',
    'urn:example:mf',
    'urn:example:mfa:strong',
    password,
    [mfa],
    { value: mfa },
    true,
    1,
  ])('[R153, R154] %j is not, and neither is none', async (acr) => {
    const denial = await judge(policy, acr === undefined ? {} : { acr })
    expect(denial).toMatchObject({
      code: 'authentication_too_weak',
      status: 401,
      error: 'insufficient_user_authentication',
      needs: { acrValues: [mfa, 'urn:example:key'] },
    })
  })

  test('[R153] what is in another place does not count', async () => {
    expect(await codeOf(policy, { acr_values: mfa, act: { acr: mfa }, amr: [mfa] })).toBe(
      'authentication_too_weak',
    )
  })

  test('[R154] the order of the caller is kept, and no value is more than another', async () => {
    const order = ['z', 'a', 'm']
    expect((await judge(stepUp({ acrValues: order }), {}))?.needs.acrValues).toEqual(order)
    expect(await codeOf(stepUp({ acrValues: ['1'] }), { acr: '2' })).toBe('authentication_too_weak')
  })
})

describe('auth_time', () => {
  const policy = stepUp({ maxAgeSeconds: 300 })

  test.each([
    ['just now', now],
    ['as long ago as may be', now - 300],
    ['a fraction within the tolerance', now - 304.5],
    ['at the end of the tolerance', now - 305],
    ['a little ahead, as clocks are', now + 10],
  ])('[R154] %s', async (_when, time) => {
    expect(await codeOf(policy, { auth_time: time })).toBe('satisfied')
  })

  test.each([
    ['a moment too long ago', now - 305.1],
    ['too long ago', now - 306],
    ['at the beginning of time', 0],
    ['before it', -1],
    ['ahead of us', now + 11],
    ['far ahead of us', 1e300],
    ['in milliseconds', now * 1000],
    ['never', undefined],
    ['null', null],
    ['a text', String(now)],
    ['a date', new Date(now * 1000).toISOString()],
    ['a list', [now]],
    ['true', true],
  ])('[R153, R154, A40] %s', async (_when, time) => {
    const denial = await judge(policy, time === undefined ? {} : { auth_time: time })
    expect(denial).toMatchObject({
      code: 'authentication_too_old',
      status: 401,
      error: 'insufficient_user_authentication',
      needs: { maxAgeSeconds: 300 },
    })
  })

  test('[R154] 0 wants a login within the tolerance', async () => {
    const fresh = stepUp({ maxAgeSeconds: 0 })
    expect(await codeOf(fresh, { auth_time: now - 5 })).toBe('satisfied')
    expect(await codeOf(fresh, { auth_time: now - 6 })).toBe('authentication_too_old')
    const exact = { clockToleranceSeconds: 0 }
    expect(await codeOf(fresh, { auth_time: now }, exact)).toBe('satisfied')
    expect(await codeOf(fresh, { auth_time: now - 1 }, exact)).toBe('authentication_too_old')
    expect((await judge(fresh, {}))?.needs).toEqual({ maxAgeSeconds: 0 })
  })

  test('iat is not when somebody logged in', async () => {
    expect(await codeOf(policy, { iat: now })).toBe('authentication_too_old')
  })
})

describe('both', () => {
  const policy = stepUp({ acrValues: [mfa], maxAgeSeconds: 300 })

  test.each([
    [{ acr: mfa, auth_time: now }, 'satisfied'],
    [{ acr: password, auth_time: now }, 'authentication_too_weak'],
    [{ acr: mfa, auth_time: now - 999 }, 'authentication_too_old'],
    [{ acr: password, auth_time: now - 999 }, 'authentication_too_weak'],
    [{}, 'authentication_too_weak'],
  ])('[R151] %j: %s', async (claims, code) => {
    expect(await codeOf(policy, claims)).toBe(code)
  })

  test('[R151] whatever fails, the whole login is asked for, so that the next one does', async () => {
    const needs = { acrValues: [mfa], maxAgeSeconds: 300 }
    expect((await judge(policy, { acr: password, auth_time: now }))?.needs).toEqual(needs)
    expect((await judge(policy, { acr: mfa }))?.needs).toEqual(needs)
  })

  test('the log says what came and what was needed, and of that alone which lacks', async () => {
    const weak = await judge(policy, { auth_time: now })
    expect(weak?.message).toBe(`acr is nothing, it must be one of ["${mfa}"]`)
    const old = await judge(policy, { acr: mfa })
    expect(old?.message).toBe(
      `auth_time is nothing, now is ${now}, and no more than 300 s may lie between`,
    )
    const denial = await judge(policy, { acr: 'a\nb', auth_time: now - 999 })
    expect(denial?.message).toBe(
      `acr is "a\\u000ab", it must be one of ["${mfa}"]; auth_time is ${now - 999}, now is ${now}, and no more than 300 s may lie between`,
    )
  })
})

describe('with other policies', () => {
  const login = stepUp({ acrValues: [mfa], maxAgeSeconds: 300 })
  const good = { acr: mfa, auth_time: now }

  test.each([
    ['nothing lacks', { ...good, scope: 'a b' }, 'satisfied', undefined],
    ['a scope lacks', { ...good, scope: 'b' }, 'scope_insufficient', { scope: ['a', 'b'] }],
    [
      'the login lacks',
      { scope: 'a b' },
      'authentication_too_weak',
      { acrValues: [mfa], maxAgeSeconds: 300 },
    ],
    [
      'both lack',
      { scope: 'b' },
      'authentication_too_weak',
      { acrValues: [mfa], maxAgeSeconds: 300, scope: ['a', 'b'] },
    ],
  ])('[R152] allOf, where %s', async (_what, claims, code, needs) => {
    for (const policy of [
      allOf(login, scopes('a', 'b')),
      allOf(scopes('a'), allOf(login, scopes('b'))),
      allOf(scopes('a', 'b'), anyOf(login, claim('never'))),
    ]) {
      const denial = await judge(policy, claims)
      expect(denial?.code ?? 'satisfied').toBe(code)
      expect(denial?.needs).toEqual(needs)
    }
  })

  test('[R152] a login is asked for before a claim: a client can do something about it', async () => {
    const denial = await judge(allOf(claim('role'), login), {})
    expect(denial).toMatchObject({ code: 'authentication_too_weak', needs: login.authentication })
  })

  test('[R151] two logins become one that satisfies both', async () => {
    const policy = allOf(
      stepUp({ acrValues: ['a', 'b', 'c'], maxAgeSeconds: 600 }),
      allOf(stepUp({ maxAgeSeconds: 60 }), scopes('x')),
      stepUp({ acrValues: ['c', 'b'] }),
    )
    const needs = { acrValues: ['b', 'c'], maxAgeSeconds: 60 }
    expect(policy.authentication).toEqual(needs)
    // Only the age fails; a login that was only younger would fail the rest.
    const denial = await judge(policy, { acr: 'b', auth_time: now - 100, scope: 'x' })
    expect(denial).toMatchObject({ code: 'authentication_too_old', needs })
    expect(await codeOf(policy, { acr: 'a', auth_time: now, scope: 'x' })).toBe(
      'authentication_too_weak',
    )
    expect(await codeOf(policy, { acr: 'c', auth_time: now, scope: 'x' })).toBe('satisfied')
  })

  test('two logins that no acr satisfies are a mistake', () => {
    const never = () => allOf(stepUp({ acrValues: ['a'] }), allOf(stepUp({ acrValues: ['b'] })))
    expect(configurationError(never)).toMatchObject({
      code: 'option_invalid',
      message: expect.stringContaining('No acr is both among ["a"] and ["b"]'),
    })
  })

  test('one of several ways is no demand: it may contradict what is demanded', async () => {
    const policy = allOf(
      stepUp({ acrValues: ['a'] }),
      anyOf(stepUp({ acrValues: ['b'] }), claim('vip')),
    )
    expect(await codeOf(policy, { acr: 'a', vip: true })).toBe('satisfied')
    expect((await judge(policy, { acr: 'a' }))?.needs).toEqual({ acrValues: ['a'] })
  })

  test('anyOf asks for what the first asks for', async () => {
    expect((await judge(anyOf(login, scopes('a')), {}))?.needs).toEqual(login.authentication)
    expect(await judge(anyOf(scopes('a'), login), {})).toMatchObject({
      status: 403,
      needs: { scope: ['a'] },
    })
    expect(await codeOf(anyOf(scopes('a'), login), good)).toBe('satisfied')
    expect(await codeOf(anyOf(login, scopes('a')), { scope: 'a' })).toBe('satisfied')
  })

  test('a policy made by hand keeps working, and can ask for a login as well', async () => {
    const own = { scopes: [], check: () => undefined }
    expect((await judge(allOf(own, login), {}))?.needs).toEqual(login.authentication)
    const owing = { ...own, authentication: { maxAgeSeconds: 10 } }
    expect((await judge(allOf(owing, login), {}))?.needs.maxAgeSeconds).toBe(10)
  })
})

describe('a mistake is told when the policy is made', () => {
  test.each([
    ['nothing', {}],
    ['no object', undefined],
    ['null', null],
    ['no value', { acrValues: [] }],
    ['an empty value', { acrValues: [''] }],
    ['a value with a space', { acrValues: ['a b'] }],
    ['a value with a quote', { acrValues: ['a"'] }],
    ['a value with a backslash', { acrValues: ['a\\'] }],
    ['a value with a line break', { acrValues: ['a\r\nX: y'] }],
    ['a good value and a bad one', { acrValues: ['a', 'b c'] }],
    ['a value that is no string', { acrValues: [1] }],
    ['a string in place of a list', { acrValues: 'a' }],
    ['a negative age', { maxAgeSeconds: -1 }],
    ['half a second', { maxAgeSeconds: 0.5 }],
    ['no number', { maxAgeSeconds: Number.NaN }],
    ['endless', { maxAgeSeconds: Number.POSITIVE_INFINITY }],
    ['an age as a text', { maxAgeSeconds: '300' }],
    ['a name that is none', { acrValues: ['a'], maxAge: 300 }],
  ])('[R18, R151, A40] %s', (_what, options) => {
    const error = configurationError(() => stepUp(options as Parameters<typeof stepUp>[0]))
    expect(error.code).toBe('option_invalid')
    expect(error.message).toMatch(/write stepUp\(\{ acrValues: \['urn:example:mfa'\]/)
  })

  test('a list that is changed later changes nothing', async () => {
    const acrValues = ['a']
    const policy = stepUp({ acrValues })
    acrValues.push('b')
    expect(await codeOf(policy, { acr: 'b' })).toBe('authentication_too_weak')
  })
})
