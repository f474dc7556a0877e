import { describe, expect, test } from 'vitest'
import { type AccessToken, actor, notDelegated } from '../../src/index.js'
import type { JsonValue } from '../../src/lib/json.js'
import { tokenWith } from '../support/access-token.js'

function actorWith(act: JsonValue): AccessToken['actor'] {
  return tokenWith({ sub: 'alice', client_id: 'app', act }).actor
}

describe('the actor of a token', () => {
  test('[R177] is the outermost one', () => {
    expect(
      actorWith({ sub: 'orders', client_id: 'c', iss: 'https://b.test', act: { sub: 'earlier' } }),
    ).toEqual({
      subject: 'orders',
      clientId: 'c',
      issuer: 'https://b.test',
      claims: { sub: 'orders', client_id: 'c', iss: 'https://b.test' },
    })
  })

  test('[R177, R178, A34] keeps what is said about it, without what means nothing there', () => {
    const meaningless = { exp: 1, nbf: 2, iat: 3, aud: 'x', act: { sub: 'x' }, may_act: {} }
    expect(actorWith({ sub: 'orders', department: 'sales', ...meaningless })?.claims).toEqual({
      sub: 'orders',
      department: 'sales',
    })
  })

  test('[R177] is nobody where the token has none', () => {
    expect(tokenWith({ sub: 'alice', may_act: { sub: 'orders' } }).actor).toBeUndefined()
  })

  test('[R177] leaves subject, client and scopes to the token', () => {
    const act = { sub: 'orders', client_id: 'c', scope: 'admin', exp: 1, aud: 'x' }
    const token = tokenWith({ sub: 'alice', client_id: 'app', scope: 'a', aud: 'api1', act })
    expect(token).toMatchObject({
      subject: 'alice',
      clientId: 'app',
      audience: ['api1'],
      expiresAt: 2_000_000_000,
    })
    expect([...token.effectiveScopes]).toEqual(['a'])
  })

  test('cannot be changed', () => {
    const found = actorWith({ sub: 'orders' })
    expect(() => Object.assign(found ?? {}, { subject: 'x' })).toThrow(TypeError)
    expect(() => Object.assign(found?.claims ?? {}, { sub: 'x' })).toThrow(TypeError)
  })
})

test('policies say of whom they speak', () => {
  expect(actor({ subject: 'a' }).scopes).toEqual([])
  expect(notDelegated().scopes).toEqual([])
})
