import { describe, expect, test } from 'vitest'
import { anyScope, type Policy, scopes } from '../../src/index.js'
import { context, tokenWith } from '../support/access-token.js'
import { configurationError } from '../support/errors.js'

async function denialOf(policy: Policy, scope?: string | string[]) {
  return policy.check(tokenWith(scope === undefined ? {} : { scope }), context)
}

describe('scopes: all of them are needed', () => {
  test.each<[needed: readonly string[], scope: string | string[] | undefined]>([
    [['a'], undefined],
    [['a'], ''],
    [['a'], []],
    [['a'], 'b'],
    [['a'], 'A'],
    [['a'], 'ab'],
    [['a'], 'a,b'],
    [['a'], 'a\tb'],
    [['a'], ['a b']],
    [['a'], ['ab']],
    [['a', 'b'], 'a'],
    [['a', 'b'], 'b'],
    [
      ['a', 'b'],
      ['b', 'c'],
    ],
    [['api1.read'], 'api1'],
    [['api1.read'], 'api1.read.all'],
    [['api1:*'], 'api1:read'],
    [['__proto__'], 'a'],
    [['constructor'], 'a'],
  ])('[R71, R9, A41] %j is not satisfied by %j', async (needed, scope) => {
    const denial = await denialOf(scopes(...needed), scope)
    expect(denial).toMatchObject({ code: 'scope_insufficient', status: 403 })
    expect(denial?.needs).toEqual({ scope: needed })
  })

  test.each<[needed: readonly string[], scope: string | string[]]>([
    [['a'], 'a'],
    [['a'], ['a']],
    [['a'], 'b a c'],
    [['a'], ['b', 'a']],
    [['a', 'b'], 'b a'],
    [
      ['a', 'b'],
      ['c', 'b', 'a'],
    ],
    [['__proto__'], '__proto__'],
  ])('[R71] %j is satisfied by %j', async (needed, scope) => {
    expect(await denialOf(scopes(...needed), scope)).toBeUndefined()
  })

  test('the sentence for the log names what is missing, and that alone', async () => {
    const denial = await denialOf(scopes('a', 'b', 'c'), 'b')
    expect(denial?.message).toBe('It lacks ["a", "c"]')
  })

  test('a policy says which scopes it asks for', () => {
    expect(scopes('a', 'b').scopes).toEqual(['a', 'b'])
  })
})

describe('anyScope: one of them is enough', () => {
  test.each<string | string[] | undefined>([undefined, '', 'c', 'A', 'ab', []])(
    '[R71, R9] is not satisfied by %j',
    async (scope) => {
      const denial = await denialOf(anyScope('a', 'b'), scope)
      expect(denial).toMatchObject({ code: 'scope_insufficient', needs: { scope: ['a'] } })
      expect(denial?.message).toBe('It has none of ["a", "b"]')
    },
  )

  test.each<string | string[]>(['a', 'b', 'c b', ['b']])(
    '[R71] is satisfied by %j',
    async (scope) => {
      expect(await denialOf(anyScope('a', 'b'), scope)).toBeUndefined()
    },
  )

  test('asks for the first, the narrowest', () => {
    expect(anyScope('a', 'b').scopes).toEqual(['a'])
  })
})

describe.each([
  ['scopes', scopes],
  ['anyScope', anyScope],
] as const)('%s with names that are none', (name, policy) => {
  test('without any', () => {
    expect(configurationError(() => policy())).toMatchObject({ code: 'option_missing' })
    expect(configurationError(() => policy()).message).toMatch(`${name}() names no scope`)
  })

  test.each(['', ' ', 'a b', 'a ', 'a"b', 'a\\b', 'a\nb', '\u00e4', 'a\u007f', 'a\u0000'])(
    '[R18, A36] %j is no scope token',
    (scope) => {
      const error = configurationError(() => policy('good', scope))
      expect(error.code).toBe('option_invalid')
      expect(error.message).toMatch(/write each scope as its own string, without spaces or quotes/)
      expect(error.message).toMatch(/^[\x20-\x7e]+$/)
    },
  )

  test.each([undefined, null, 1, ['a'], {}])('%j is no string', (scope) => {
    expect(configurationError(() => policy(scope as string)).code).toBe('option_invalid')
  })

  test.each(['a', 'api1.read', 'urn:x:y', 'https://api.example.com/read', '!#[]~'])(
    '[R18] %j is a scope token',
    (scope) => {
      expect(policy(scope).scopes).toEqual([scope])
    },
  )
})
