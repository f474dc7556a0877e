import { describe, expect, test } from 'vitest'
import {
  allOf,
  anyOf,
  anyScope,
  audience,
  claim,
  type PolicyLike,
  scopes,
} from '../../src/index.js'
import { context, tokenWith } from '../support/access-token.js'
import { configurationError } from '../support/errors.js'

const token = tokenWith({ scope: 'a b', role: 'admin', aud: 'api1' })

const yes = () => true
const no = () => false
const later = (answer: boolean) => async () => answer

describe('allOf', () => {
  test.each<[what: string, members: PolicyLike[], code: string | undefined]>([
    ['one that is satisfied', [scopes('a')], undefined],
    ['one that is not', [scopes('c')], 'scope_insufficient'],
    ['all that are', [scopes('a'), scopes('b'), claim('role', 'admin'), yes], undefined],
    ['all but one', [scopes('a'), claim('role', 'owner'), scopes('b')], 'claim_insufficient'],
    ['a function that says no', [scopes('a'), no], 'policy_refused'],
    ['a function that says yes later', [scopes('a'), later(true)], undefined],
    ['a function that says no later', [later(false), scopes('a')], 'policy_refused'],
    ['one that says no later than another', [later(false), scopes('c')], 'scope_insufficient'],
    ['policies within', [allOf(scopes('a'), anyOf(no, yes)), yes], undefined],
    ['policies within that fail', [allOf(scopes('a'), anyOf(no, no)), yes], 'policy_refused'],
  ])('%s: %s', async (_what, members, code) => {
    expect((await allOf(...members).check(token, context))?.code).toBe(code)
  })

  test('[R22] asks for all scopes at once, so that nobody has to come back for the second', async () => {
    const policy = allOf(scopes('a', 'c'), scopes('d'), scopes('c'), claim('role', 'admin'))
    expect(policy.scopes).toEqual(['a', 'c', 'd'])
    const denial = await policy.check(token, context)
    expect(denial).toMatchObject({ code: 'scope_insufficient', needs: { scope: ['a', 'c', 'd'] } })
    expect(denial?.message).toBe('It lacks ["c"]; It lacks ["d"]; It lacks ["c"]')
  })

  test('a missing scope is told before a missing claim: a client can do something about it', async () => {
    const denial = await allOf(claim('role', 'owner'), scopes('c')).check(token, context)
    expect(denial).toMatchObject({ code: 'scope_insufficient', needs: { scope: ['c'] } })
    expect(denial?.message).toBe('Its claim "role" is not ["owner"]; It lacks ["c"]')
  })

  test('where only claims are missing, no scope is asked for', async () => {
    const denial = await allOf(scopes('a'), claim('x'), audience('api2')).check(token, context)
    expect(denial).toMatchObject({ code: 'claim_insufficient', needs: {} })
  })
})

describe('anyOf', () => {
  test.each<[what: string, members: PolicyLike[], code: string | undefined]>([
    ['one that is satisfied', [scopes('a')], undefined],
    ['one that is not', [scopes('c')], 'scope_insufficient'],
    ['the first', [scopes('a'), no], undefined],
    ['the last', [no, scopes('c'), claim('role', 'admin')], undefined],
    ['the last, later', [no, later(true)], undefined],
    ['none', [claim('role', 'owner'), scopes('c'), no], 'claim_insufficient'],
    ['none, later', [later(false), scopes('c')], 'policy_refused'],
  ])('%s: %s', async (_what, members, code) => {
    expect((await anyOf(...members).check(token, context))?.code).toBe(code)
  })

  test('[R22] asks for what the first asks for', async () => {
    const policy = anyOf(anyScope('c', 'd'), scopes('e'))
    expect(policy.scopes).toEqual(['c'])
    expect((await policy.check(token, context))?.needs).toEqual({ scope: ['c'] })
  })
})

describe.each([
  ['allOf', allOf],
  ['anyOf', anyOf],
] as const)('%s', (name, combine) => {
  test('of nothing is a mistake', () => {
    const error = configurationError(() => combine())
    expect(error).toMatchObject({ code: 'option_missing' })
    expect(error.message).toMatch(`${name}() needs at least one policy`)
  })

  test('hands on what a function throws, at once or later', async () => {
    const broken = () => {
      throw new Error('broken')
    }
    const brokenLater = () => Promise.reject(new Error('broken later'))
    expect(() => combine(yes, broken).check(token, context)).toThrow('broken')
    await expect(combine(yes, brokenLater).check(token, context)).rejects.toThrow('broken later')
  })

  test('one that throws at once leaves no rejection of another behind, which would end the process', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const brokenLater = async () => Promise.reject(new Error('broken later'))
    const broken = () => {
      throw new Error('broken')
    }
    expect(() => combine(brokenLater, broken).check(token, context)).toThrow('broken')
    await new Promise((resolve) => setTimeout(resolve, 5))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['the name of a scope', 'a'],
    ['a list', [scopes('a')]],
    ['what is no policy', { scopes: ['a'] }],
  ])('of %s is a mistake', (_what, member) => {
    const error = configurationError(() => combine(yes, member as never))
    expect(error).toMatchObject({ code: 'option_invalid' })
    expect(error.message).toMatch("write scopes('api1.read')")
  })

  test('answers at once when nobody has to be waited for', () => {
    expect(combine(scopes('c')).check(token, context)).not.toBeInstanceOf(Promise)
    expect(combine(later(true)).check(token, context)).toBeInstanceOf(Promise)
  })
})
