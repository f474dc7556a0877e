import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  allOf,
  anyOf,
  anyScope,
  type PolicyLike,
  type ResourceServerOptions,
  scopes,
} from '../../src/index.js'
import { configurationError } from '../support/errors.js'
import { codeOf, granted, guardFor, refused, valuesOf } from '../support/guard.js'
import { withBearer } from '../support/request.js'

const issuer = await createTestIssuer()
const scopeHierarchy = {
  'api1.admin': ['api1.write', 'other.read'],
  'api1.write': ['api1.read'],
}

async function outcomeOf(scope: string | string[], policy: PolicyLike) {
  const guard = guardFor(issuer, { scopeHierarchy })
  return guard.protect(withBearer(await issuer.token({ claims: { scope } })), { policy })
}

describe('a broader scope satisfies a narrower need', () => {
  test.each<[scope: string | string[], policy: PolicyLike]>([
    ['api1.read', scopes('api1.read')],
    ['api1.write', scopes('api1.read')],
    ['api1.write', scopes('api1.read', 'api1.write')],
    ['api1.admin', scopes('api1.read')],
    ['api1.admin', scopes('api1.read', 'other.read', 'api1.admin')],
    [['api1.admin'], scopes('api1.read')],
    ['x api1.write', anyScope('other.read', 'api1.read')],
    ['api1.admin', allOf(scopes('other.read'), anyOf(scopes('never'), scopes('api1.read')))],
    ['api1.admin', (token) => token.effectiveScopes.has('api1.read')],
  ])('[R214] %j', async (scope, policy) => {
    expect(codeOf(await outcomeOf(scope, policy))).toBe('granted')
  })

  test.each<[scope: string | string[], policy: PolicyLike]>([
    ['api1.read', scopes('api1.write')],
    ['api1.write', scopes('api1.admin')],
    ['api1.write', scopes('other.read')],
    ['other.read', scopes('api1.read')],
    ['api1', scopes('api1.read')],
    ['API1.admin', scopes('api1.read')],
    [['api1.admin api1.write'], scopes('api1.read')],
    ['', scopes('api1.read')],
    ['constructor __proto__', scopes('api1.read')],
  ])('[R214] and never the other way round: %j', async (scope, policy) => {
    expect(codeOf(await outcomeOf(scope, policy))).toBe('scope_insufficient')
  })

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    '[R214] a scope called %s is one like any other',
    async (name) => {
      const hierarchy = JSON.parse(`{"${name}":["api1.read"]}`)
      const guard = guardFor(issuer, { scopeHierarchy: hierarchy })
      const judge = async (scope: string, policy: PolicyLike) =>
        codeOf(
          await guard.protect(withBearer(await issuer.token({ claims: { scope } })), { policy }),
        )
      expect(await judge(name, scopes('api1.read'))).toBe('granted')
      expect(await judge('other', scopes('api1.read'))).toBe('scope_insufficient')
      expect(await judge('other', scopes(name))).toBe('scope_insufficient')
      expect(await judge('valueOf', scopes('api1.read'))).toBe('scope_insufficient')
    },
  )

  test('[R214] the challenge names the narrow scope: clients ask for no more than they need', async () => {
    const answer = refused(await outcomeOf('x', scopes('api1.read')))
    expect(valuesOf(answer, 'www-authenticate')[0]).toContain('scope="api1.read"')
  })

  test('[R214] what the token says is kept beside what it permits', async () => {
    const token = granted(await outcomeOf('api1.write', scopes('api1.read')))
    expect([...token.scopes]).toEqual(['api1.write'])
    expect([...token.effectiveScopes]).toEqual(['api1.write', 'api1.read'])
    expect(token.claims.scope).toBe('api1.write')
    expect(() => (token.effectiveScopes as Set<string>).add('api1.admin')).toThrow(TypeError)
  })

  test('without a hierarchy, or one that adds nothing, there is one set', async () => {
    const guard = guardFor(issuer)
    const request = withBearer(await issuer.token({ claims: { scope: 'api1.write' } }))
    const plain = granted(await guard.protect(request))
    expect(plain.effectiveScopes).toBe(plain.scopes)
    const narrow = granted(await outcomeOf('api1.read', scopes('api1.read')))
    expect(narrow.effectiveScopes).toBe(narrow.scopes)
  })

  test('is worked out once for a token that comes again', async () => {
    const guard = guardFor(issuer, { scopeHierarchy })
    const request = withBearer(await issuer.token({ claims: { scope: 'api1.write' } }))
    const first = granted(await guard.protect(request))
    expect(granted(await guard.protect(request)).effectiveScopes).toBe(first.effectiveScopes)
  })

  test('[R214] two guards with one validator do not see what the other makes of it', async () => {
    const facts = {
      format: 'local',
      issuer: issuer.issuer,
      subject: 'alice',
      clientId: 'app',
      audience: ['api1'],
      scopes: new Set(['api1.write']),
      expiresAt: undefined,
      claims: {},
      holds: () => true,
    } as const
    const validators = [{ accepts: () => true, validate: () => facts }]
    const policy = scopes('api1.read')
    const broad = guardFor(issuer, { scopeHierarchy, validators })
    const plain = guardFor(issuer, { validators })
    const ask = async (guard: typeof broad) =>
      codeOf(await guard.protect(withBearer('token'), { policy }))
    expect([await ask(broad), await ask(plain), await ask(broad), await ask(plain)]).toEqual([
      'granted',
      'scope_insufficient',
      'granted',
      'scope_insufficient',
    ])
  })
})

describe('a hierarchy that cannot be', () => {
  test.each<[what: string, hierarchy: unknown]>([
    ['of one', { a: ['a'] }],
    ['of two', { a: ['b'], b: ['a'] }],
    ['of three', { a: ['b'], b: ['x', 'c'], c: ['a'], y: ['x'] }],
  ])('[R214] is a circle %s', (_what, hierarchy) => {
    const make = () =>
      guardFor(issuer, {
        scopeHierarchy: hierarchy as ResourceServerOptions['scopeHierarchy'] & object,
      })
    expect(configurationError(make).message).toMatch('scopeHierarchy has "a" include itself')
  })

  test('[R214] a scope may be included by two: that is no circle', () => {
    const diamond = { a: ['b', 'c'], b: ['d'], c: ['d'] }
    expect(() => guardFor(issuer, { scopeHierarchy: diamond })).not.toThrow()
  })

  test.each<[hierarchy: unknown]>([
    ['a'],
    [['a', 'b']],
    [null],
    [{ a: 'b' }],
    [{ a: [] }],
    [{ a: ['b c'] }],
    [{ a: ['b', 'c d'] }],
    [{ 'a b': ['c'] }],
    [{ '': ['c'] }],
    [{ a: [1] }],
    [{ a: undefined }],
  ])('%j', (hierarchy) => {
    const make = () =>
      guardFor(issuer, {
        scopeHierarchy: hierarchy as ResourceServerOptions['scopeHierarchy'] & object,
      })
    expect(configurationError(make)).toMatchObject({
      code: 'option_invalid',
      message: expect.stringContaining("as in { 'api1.write': ['api1.read'] }"),
    })
  })
})
