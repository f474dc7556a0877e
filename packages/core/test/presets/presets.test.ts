import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  auth0,
  cognito,
  createResourceServer,
  entraIdIssuers,
  type IssuerEntry,
  keycloak,
  okta,
} from '../../src/index.js'
import { configurationError } from '../support/errors.js'
import { granted, present } from '../support/guard.js'
import { withBearer } from '../support/request.js'
import { type Claims, recorded } from './recorded.js'

/** Only what was recorded: nothing of the usual test token. */
async function setting(entry: Partial<IssuerEntry>, typ: string | undefined) {
  const issuer = await createTestIssuer()
  const { fetch, clock, issuer: identifier } = issuer
  const guard = createResourceServer({
    issuers: [{ issuer: identifier, ...entry }],
    audience: 'api1',
    fetch,
    clock,
  })
  const remove = ['sub', 'client_id', 'aud', 'scope', 'jti']
  const token = (claims: Claims, ...[header = { typ }]: { typ: unknown }[]) =>
    issuer.token({
      claims,
      header,
      remove: remove.filter((name) => !(name in claims)),
    })
  return { guard, token }
}

describe.each(recorded)('$preset.name', ({ preset, typ, access, machine, id }) => {
  test('[C7, R62, R71] its access token passes, and says the same as one of any other issuer', async () => {
    const { guard, token } = await setting({ preset }, typ)
    const found = granted(await guard.protect(withBearer(await token(access))))
    expect([...found.scopes]).toEqual(['api1.read'])
    expect(found.clientId).toBe('app')
    expect(found.principal).toBe('user')
  })

  test('[R74, A33] the token of a client alone is told from one of a user', async () => {
    const { guard, token } = await setting({ preset }, typ)
    const found = granted(await guard.protect(withBearer(await token(machine))))
    expect(found).toMatchObject({ principal: 'client', clientId: 'app' })
  })

  test.each(['app', 'api1', ['api1', 'app']])(
    '[A6, R72] its ID token does not, also with aud %j',
    async (aud) => {
      const { guard, token } = await setting({ preset }, typ)
      for (const header of [{ typ: 'JWT' }, { typ: undefined }]) {
        const code = await present(guard, await token({ ...id, aud }, header))
        expect(code).toBe('token_type_not_access_token')
      }
    },
  )

  test.each(['Logout+jwt', 'dpop+jwt', 'secevent+jwt', '', 42])(
    '[A6, R58] nor does its access token as %j',
    async (other) => {
      const { guard, token } = await setting({ preset }, typ)
      const code = await present(guard, await token(access, { typ: other }))
      expect(code).toBe('token_type_not_access_token')
    },
  )

  test('[A6] what any ID token could say is not enough', async () => {
    const { guard, token } = await setting({ preset }, typ)
    const bare = { sub: 'user-1', aud: 'api1', azp: 'api1', name: 'Jane', email: 'j@example.com' }
    for (const header of [{ typ: 'JWT' }, { typ: undefined }]) {
      expect(await present(guard, await token(bare, header))).toBe('token_type_not_access_token')
    }
  })

  test('[C7] without the preset only at+jwt passes', async () => {
    const { guard, token } = await setting({}, typ)
    expect(await present(guard, await token({ ...access, aud: 'api1' }))).toBe(
      typ === 'at+jwt' ? 'granted' : 'token_type_not_access_token',
    )
  })
})

describe('Amazon Cognito', () => {
  const { access } = recorded[6] ?? { access: {} }

  test('[R55, A29] aud counts where it is there, and no other client passes', async () => {
    const preset = cognito({ clientIds: ['app'] })
    const { guard, token } = await setting({ preset }, undefined)
    expect(await present(guard, await token({ ...access, aud: 'api2' }))).toBe('audience_mismatch')
    expect(await present(guard, await token({ ...access, aud: 'api1' }))).toBe('granted')
    expect(await present(guard, await token({ ...access, client_id: 'stranger' }))).toBe(
      'claim_missing',
    )
  })
})

describe('Auth0', () => {
  const base = { aud: 'api1', client_id: 'app', scope: 'api1.read' }

  test.each([
    ['app@clients', {}, 'client'],
    ['other@clients', {}, 'user'],
    ['app', {}, 'client'],
    ['auth0|1', {}, 'user'],
    ['auth0|app@clients', {}, 'user'],
    ['undefined@clients', { client_id: undefined }, 'unknown'],
    ['x', { gty: 'client_credentials' }, 'client'],
    ['auth0|1', { gty: 'password' }, 'user'],
    ['auth0|1', { gty: 'refresh_token' }, 'user'],
  ])('[R74, A33] sub %s with %j is one of a %s', async (sub, more, principal) => {
    const { guard, token } = await setting({ preset: auth0 }, 'at+jwt')
    const request = withBearer(await token({ ...base, sub, ...more }))
    expect(granted(await guard.protect(request)).principal).toBe(principal)
  })
})

test('Entra ID has two issuers for one tenant', () => {
  expect(entraIdIssuers('t').map(({ issuer }) => issuer)).toEqual([
    'https://login.microsoftonline.com/t/v2.0',
    'https://sts.windows.net/t/',
  ])
})

describe('the same by hand', () => {
  const issuer = 'https://identity.example.com'
  const make = (entry: object) =>
    createResourceServer({ issuers: [{ issuer, ...entry } as IssuerEntry], audience: 'api1' })

  test.each<[object, string]>([
    [{ otherTokenTypes: { types: ['JWT'], markers: [] } }, 'markers'],
    [{ otherTokenTypes: { types: ['JWT'], markers: [{ without: 'nonce' }] } }, 'has no claim'],
    [{ otherTokenTypes: { types: ['JWT'], markers: [{ claim: 'sub' }] } }, 'has no claim'],
    [{ otherTokenTypes: { types: ['JWT'], markers: [{ claim: ['azp', 'aud'] }] } }, 'has no claim'],
    [{ otherTokenTypes: { types: ['JWT'], markers: [{ claim: 'azp', is: 'x' }] } }, 'markers'],
    [{ otherTokenTypes: { types: [], markers: [{ claim: 'azp' }] } }, 'types'],
    [{ otherTokenTypes: { types: [''], markers: [{ claim: 'azp' }] } }, 'types'],
    [{ otherTokenTypes: 'JWT' }, 'otherTokenTypes'],
    [{ scopeClaims: [] }, 'scopeClaims'],
    [{ clientMarkers: [] }, 'clientMarkers'],
    [{ clientSubjectSuffix: '' }, 'clientSubjectSuffix'],
    [{ clientSubjectSuffix: ['@clients'] }, 'clientSubjectSuffix'],
    [{ maximumLifetimeSeconds: 0 }, 'maximumLifetimeSeconds'],
    [{ preset: 'keycloak' }, 'preset'],
    [{ preset: { ...keycloak, audience: 'x' } }, 'preset'],
  ])('%j is refused when the guard is made', (entry, part) => {
    expect(configurationError(() => make(entry)).message).toContain(part)
  })

  test('[C7] what the entry says wins over its preset', async () => {
    const { guard, token } = await setting(
      { preset: okta, scopeClaims: ['permissions'] },
      undefined,
    )
    const claims = { ...recorded[5]?.access, permissions: ['p'] }
    const found = granted(await guard.protect(withBearer(await token(claims))))
    expect([...found.scopes]).toEqual(['p'])
  })

  test('[R39] a scope claim of another type is refused', async () => {
    const { guard, token } = await setting({ preset: okta }, undefined)
    const code = await present(guard, await token({ ...recorded[5]?.access, scp: { a: 1 } }))
    expect(code).toBe('claim_malformed')
  })
})

test.each(['nonce', 'at_hash', 'c_hash', 'events', 'htm', 'token_introspection'])(
  '[A6, R58] markers do not help a token with %s',
  async (name) => {
    const { guard, token } = await setting({ preset: auth0 }, 'JWT')
    const claims = { ...recorded[3]?.access, aud: 'api1' }
    expect(await present(guard, await token(claims))).toBe('granted')
    const code = await present(guard, await token({ ...claims, [name]: 'x' }))
    expect(code).toBe('token_type_not_access_token')
  },
)
