import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  auth0,
  cognito,
  createResourceServer,
  duende,
  entraId,
  entraIdIssuers,
  type IssuerEntry,
  keycloak,
  oidcProvider,
  okta,
  ory,
  type Preset,
  ping,
} from '../../src/index.js'
import { configurationError } from '../support/errors.js'
import { granted, present } from '../support/guard.js'
import { withBearer } from '../support/request.js'

type Claims = Readonly<Record<string, unknown>>

/** Written by hand after each product's documentation; nobody's tokens. */
interface Recorded {
  readonly preset: Preset
  readonly typ: string | undefined
  readonly access: Claims
  /** An access token that a client got for itself. */
  readonly machine: Claims
  readonly id: Claims
}

const user = { sub: 'user-1', aud: 'api1' }

const recorded: readonly Recorded[] = [
  {
    preset: duende,
    typ: 'at+jwt',
    access: { ...user, client_id: 'app', scope: ['api1.read'], jti: 'A1' },
    machine: { aud: 'api1', client_id: 'app', scope: ['api1.read'], jti: 'A1' },
    id: { sub: 'user-1', aud: 'app', nonce: 'n', at_hash: 'h', sid: 's', amr: ['pwd'] },
  },
  {
    preset: oidcProvider,
    typ: 'at+jwt',
    access: { ...user, client_id: 'app', scope: 'api1.read', jti: 'j' },
    machine: { sub: 'app', aud: 'api1', client_id: 'app', scope: 'api1.read', jti: 'j' },
    id: { sub: 'user-1', aud: 'app', nonce: 'n', at_hash: 'h' },
  },
  {
    preset: keycloak,
    typ: 'JWT',
    access: { ...user, typ: 'Bearer', azp: 'app', scope: 'api1.read', realm_access: { roles: [] } },
    machine: {
      sub: 'account-1',
      aud: 'api1',
      typ: 'Bearer',
      azp: 'app',
      client_id: 'app',
      scope: 'api1.read',
    },
    id: { sub: 'user-1', aud: 'app', typ: 'ID', azp: 'app', at_hash: 'h', sid: 's' },
  },
  {
    preset: auth0,
    typ: 'JWT',
    access: { sub: 'auth0|1', aud: ['api1', 'https://x/userinfo'], azp: 'app', scope: 'api1.read' },
    machine: {
      sub: 'app@clients',
      aud: 'api1',
      azp: 'app',
      gty: 'client-credentials',
      scope: 'api1.read',
    },
    id: { sub: 'auth0|1', aud: 'app', sid: 's', nonce: 'n', name: 'Jane' },
  },
  {
    preset: entraId,
    typ: 'JWT',
    access: { ...user, azp: 'app', azpacr: '1', scp: 'api1.read', ver: '2.0', oid: 'o', tid: 't' },
    machine: { sub: 'o', aud: 'api1', appid: 'app', appidacr: '1', roles: ['r'], ver: '1.0' },
    id: { sub: 'user-1', aud: 'app', nonce: 'n', roles: ['r'], ver: '2.0', oid: 'o', tid: 't' },
  },
  {
    preset: okta,
    typ: undefined,
    access: { ...user, ver: 1, jti: 'AT.1', cid: 'app', uid: 'u', scp: ['api1.read'] },
    machine: { sub: 'app', aud: 'api1', ver: 1, jti: 'AT.2', cid: 'app', scp: ['api1.read'] },
    id: { sub: 'u', aud: 'app', ver: 1, jti: 'ID.1', amr: ['pwd'], idp: 'i', at_hash: 'h' },
  },
  {
    preset: cognito({ clientIds: ['app'] }),
    typ: undefined,
    access: { sub: 'user-1', token_use: 'access', client_id: 'app', scope: 'api1.read' },
    machine: { sub: 'app', token_use: 'access', client_id: 'app', scope: 'api1.read' },
    id: { sub: 'user-1', aud: 'app', token_use: 'id', at_hash: 'h', 'cognito:username': 'j' },
  },
  {
    preset: ping,
    typ: undefined,
    access: { ...user, client_id: 'app', scope: 'api1.read', sid: 's' },
    machine: { aud: 'api1', client_id: 'app', scope: 'api1.read' },
    id: { sub: 'user-1', aud: 'app', acr: 'a', amr: ['pwd'], at_hash: 'h', sid: 's' },
  },
  {
    preset: ory,
    typ: 'JWT',
    access: { ...user, client_id: 'app', ext: {}, scp: ['api1.read'], jti: 'j' },
    machine: { sub: 'app', aud: 'api1', client_id: 'app', ext: {}, scp: ['api1.read'] },
    id: { sub: 'user-1', aud: ['app'], at_hash: 'h', rat: 1, sid: 's', auth_time: 1 },
  },
]

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
