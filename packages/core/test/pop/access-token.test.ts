import { describe, expect, test } from 'vitest'
import { tokenWith } from '../support/access-token.js'

const claims = {
  sub: 'user-1',
  client_id: 'client-1',
  aud: ['api1'],
  scope: 'a b',
  authorization_details: [{ type: 'payment', actions: ['read'] }],
}

describe('an access token', () => {
  test('[R54, R74] gives the subject with its issuer, and says whether it is the client itself', () => {
    expect(tokenWith(claims)).toMatchObject({
      subject: 'user-1',
      clientId: 'client-1',
      issuer: 'https://issuer.test',
      principal: 'user',
    })
    expect(tokenWith({ sub: 'client-1', client_id: 'client-1' }).principal).toBe('client')
    expect(tokenWith({ client_id: 'client-1' })).toMatchObject({
      principal: 'client',
      subject: undefined,
    })
  })

  test('[R71] keeps every claim as the issuer said it', () => {
    expect(tokenWith(claims).claims).toEqual({ exp: 2_000_000_000, ...claims })
  })
})

describe('an access token, which requests may share, cannot be changed', () => {
  const fresh = () => tokenWith(structuredClone(claims))

  const changes: Readonly<Record<string, (token: ReturnType<typeof fresh>) => unknown>> = {
    'its subject': (token) => Object.assign(token, { subject: 'admin' }),
    'a member that it never had': (token) => Object.assign(token, { isAdmin: true }),
    'its claims': (token) => Object.assign(token, { claims: {} }),
    'a claim': (token) => Object.assign(token.claims, { role: 'admin' }),
    'a claim within a claim': (token) =>
      Object.assign((token.claims.authorization_details as object[])[0] ?? {}, { type: 'x' }),
    'a list in a claim': (token) => (token.claims.authorization_details as object[]).push({}),
    'its audience': (token) => (token.audience as string[]).push('api2'),
    'its scopes': (token) => (token.scopes as Set<string>).add('admin'),
    'its scopes, by clearing them': (token) => (token.scopes as Set<string>).clear(),
    'a method of its scopes': (token) => Object.assign(token.scopes, { has: () => true }),
    'its prototype': (token) => Object.setPrototypeOf(token, { isAdmin: true }),
  }

  test.each(Object.entries(changes))('not %s', (_what, change) => {
    const token = fresh()
    expect(() => change(token)).toThrow(TypeError)
    const { scopes, ...others } = token
    const { scopes: expectedScopes, ...expected } = fresh()
    expect(others).toEqual(expected)
    expect([...scopes]).toEqual([...expectedScopes])
    expect(scopes.has('admin')).toBe(false)
  })

  test('nor its scopes in the way round their methods', () => {
    const token = fresh()
    Set.prototype.add.call(token.scopes, 'admin')
    expect(token.scopes.has('admin')).toBe(false)
    expect([...token.scopes]).toEqual(['a', 'b'])
  })
})
