import { describe, expect, test } from 'vitest'
import { guardOf } from '../support/guard.js'
import { judge, verdict } from '../support/judge.js'
import { api, clientKey, issuer, TestAuthority } from '../support/provider.js'

const more = {
  extraTokenClaims: () => ({ role: 'admin', sub: 'mallory', scope: 'everything', aud: 'other' }),
}

describe('a reference token', () => {
  test('says what introspection would say, and nothing of itself', async () => {
    const authority = new TestAuthority(undefined, more)
    const token = await authority.issue({ form: 'opaque', boundTo: clientKey })
    const outcome = await judge(guardOf(authority), token, { key: clientKey })
    const { claims } = (outcome.ok && outcome.access?.token) || { claims: {} }
    expect(claims).toEqual({
      iss: issuer,
      sub: 'alice',
      client_id: 'app',
      aud: 'local',
      scope: 'local-api',
      iat: expect.any(Number),
      exp: expect.any(Number),
      cnf: { jkt: clientKey.thumbprint },
      role: 'admin',
      'urn:portcullis:standing': { kind: 'AccessToken', grant: authority.grantId },
    })
    expect(JSON.stringify(claims)).not.toContain(token)
  })

  test('of a client has no subject', async () => {
    const authority = new TestAuthority(undefined, more)
    const outcome = await judge(
      guardOf(authority),
      await authority.issue({ form: 'opaque', user: null }),
    )
    expect(outcome.ok && outcome.access?.token).toMatchObject({
      clientId: 'service',
      subject: undefined,
      principal: 'client',
    })
  })

  test('of a pairwise client needs to know how its users are called', async () => {
    const authority = new TestAuthority(undefined, {
      subjectTypes: ['public', 'pairwise'],
      pairwiseIdentifier: (_context, accountId) => `hidden-${accountId}`,
    })
    authority.addClient('app', { subject_type: 'pairwise' })
    const outcome = await judge(guardOf(authority), await authority.issue({ form: 'opaque' }))
    expect(outcome).toMatchObject({ ok: false, status: 503 })
    expect(outcome.ok ? '' : String((outcome.reason as Error).cause)).toMatch(/pairwiseIdentifier/)
  })

  test('keeps a binding that is that the authority made itself', async () => {
    const extraTokenClaims = () => ({ cnf: { own: 'binding' } })
    const authority = new TestAuthority(undefined, { extraTokenClaims })
    const token = await authority.issue({ form: 'opaque' })
    expect(await verdict(guardOf(authority), token)).toBe('401 confirmation_not_supported')
  })

  test('that names no audience is none for the API', async () => {
    const authority = new TestAuthority()
    const token = await authority.issue({ form: 'opaque' })
    const stored = authority.store.get('AccessToken')?.get(token)
    delete stored?.aud
    expect(await verdict(guardOf(authority), token)).toBe('401 claim_missing')
  })
})

describe('what is no access token', () => {
  test('is not taken for one, though the provider knows it', async () => {
    const authority = new TestAuthority()
    const guard = guardOf(authority)
    const { provider } = authority
    const grantId = await authority.grant()
    const client = await provider.Client.find('app')
    const common = { client, grantId, accountId: 'alice', scope: 'local-api', resource: api }
    const refresh = await new provider.RefreshToken({
      ...common,
      gty: 'authorization_code',
      expiresIn: 60,
    } as never).save()
    const code = await new provider.AuthorizationCode({ ...common, expiresIn: 60 } as never).save()
    const session = await authority.startSession()
    for (const token of [refresh, code, session, grantId]) {
      expect(await verdict(guard, token)).toBe('401 token_inactive')
    }
  })
})

describe('a JWT', () => {
  test('cannot be used by its jti', async () => {
    const authority = new TestAuthority()
    const guard = guardOf(authority)
    const token = await authority.issue()
    const outcome = await judge(guard, token)
    const jti = outcome.ok ? outcome.access?.token.claims.jti : undefined
    expect(await verdict(guard, String(jti))).toBe('401 token_inactive')
  })

  test('says what the provider said', async () => {
    const authority = new TestAuthority(undefined, more)
    const outcome = await judge(guardOf(authority), await authority.issue())
    expect(outcome.ok && outcome.access?.token.claims).toMatchObject({
      sub: 'alice',
      role: 'admin',
      client_id: 'app',
      'urn:portcullis:standing': { kind: 'AccessToken', grant: authority.grantId },
    })
  })
})
