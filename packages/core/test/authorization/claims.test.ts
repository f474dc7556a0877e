import { describe, expect, test } from 'vitest'
import { audience, claim } from '../../src/index.js'
import type { JsonObject, JsonValue } from '../../src/lib/json.js'
import { context, tokenWith } from '../support/access-token.js'
import { configurationError } from '../support/errors.js'

type Scalar = Exclude<JsonValue, object>

async function codeOfClaim(claims: JsonObject, name: string, ...values: Scalar[]) {
  return (await claim(name, ...values).check(tokenWith(claims), context))?.code
}

describe('claim', () => {
  test.each<[claims: JsonObject, name: string, values: Scalar[]]>([
    [{}, 'role', ['admin']],
    [{ role: 'user' }, 'role', ['admin']],
    [{ role: 'Admin' }, 'role', ['admin']],
    [{ role: 'admin ' }, 'role', ['admin']],
    [{ role: 'administrator' }, 'role', ['admin']],
    [{ role: 'user admin' }, 'role', ['admin']],
    [{ role: ['user'] }, 'role', ['admin']],
    [{ role: [] }, 'role', ['admin']],
    [{ role: [['admin']] }, 'role', ['admin']],
    [{ role: { admin: true } }, 'role', ['admin']],
    [{ Role: 'admin' }, 'role', ['admin']],
    [{ level: 1 }, 'level', ['1']],
    [{ level: '1' }, 'level', [1]],
    [{ verified: 'true' }, 'verified', [true]],
    [{ verified: 1 }, 'verified', [true]],
    [{ verified: null }, 'verified', [false]],
    [{}, 'toString', []],
    [{}, '__proto__', []],
    [{}, 'constructor', []],
    [{ role: 'admin' }, 'rol', []],
  ])('[R71, R9] %j does not satisfy %s %j', async (claims, name, values) => {
    expect(await codeOfClaim(claims, name, ...values)).toBe('claim_insufficient')
  })

  test.each<[claims: JsonObject, name: string, values: Scalar[]]>([
    [{ role: 'admin' }, 'role', ['admin']],
    [{ role: ['user', 'admin'] }, 'role', ['admin']],
    [{ role: 'owner' }, 'role', ['admin', 'owner']],
    [{ groups: ['a', 'b'] }, 'groups', ['c', 'b']],
    [{ entitlements: 'x' }, 'entitlements', []],
    [{ level: 3 }, 'level', [2, 3]],
    [{ verified: true }, 'verified', [true]],
    [{ verified: false }, 'verified', []],
    [{ nothing: null }, 'nothing', []],
    [{ nothing: null }, 'nothing', [null]],
    [{ toString: 'x' }, 'toString', ['x']],
    [{ 'https://example.com/role': 'admin' }, 'https://example.com/role', ['admin']],
  ])('[R71] %j satisfies %s %j', async (claims, name, values) => {
    expect(await codeOfClaim(claims, name, ...values)).toBeUndefined()
  })

  test('asks for no scope, and shows no value of the token', async () => {
    const policy = claim('role', 'admin')
    const denial = await policy.check(tokenWith({ role: 'secret-role' }), context)
    expect(policy.scopes).toEqual([])
    expect(denial?.needs).toEqual({})
    expect(denial?.message).toBe('Its claim "role" is not ["admin"]')
    expect((await claim('role').check(tokenWith(), context))?.message).toBe(
      'Its claim "role" is not any value',
    )
  })

  test.each(['', undefined, null, 5, {}])('%j is no name of a claim', (name) => {
    const error = configurationError(() => claim(name as string))
    expect(error).toMatchObject({ code: 'option_invalid' })
    expect(error.message).toMatch(/^claim\(\) needs the name of a claim/)
  })
})

describe('audience', () => {
  test.each<[aud: string | string[] | undefined, names: string[]]>([
    [undefined, ['api2']],
    ['api1', ['api2']],
    ['API2', ['api2']],
    ['api22', ['api2']],
    ['api1 api2', ['api2']],
    [
      ['api1', 'api3'],
      ['api2', 'api4'],
    ],
    [[], ['api2']],
  ])('[R9, A29] aud %j does not satisfy %j', async (aud, names) => {
    const claims = aud === undefined ? {} : { aud }
    const denial = await audience(...names).check(tokenWith(claims), context)
    expect(denial).toMatchObject({ code: 'audience_insufficient', status: 403 })
  })

  test.each<[aud: string | string[], names: string[]]>([
    ['api2', ['api2']],
    [['api1', 'api2'], ['api2']],
    ['api3', ['api2', 'api3']],
  ])('[A29] aud %j satisfies %j', async (aud, names) => {
    expect(await audience(...names).check(tokenWith({ aud }), context)).toBeUndefined()
  })

  test('says what came and what is needed, and asks for no scope', async () => {
    const policy = audience('api2')
    expect(policy.scopes).toEqual([])
    expect((await policy.check(tokenWith({ aud: 'api1' }), context))?.message).toBe(
      'aud is ["api1"], this needs one of ["api2"]',
    )
  })

  test.each<[names: unknown[]]>([[[]], [['']], [['api1', '']], [[undefined]], [[['api1']]]])(
    '%j is no list of audiences',
    (names) => {
      const error = configurationError(() => audience(...(names as string[])))
      expect(error.message).toMatch(/^audience\(\) needs at least one audience/)
    },
  )
})
