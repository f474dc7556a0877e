import {
  auth0,
  cognito,
  duende,
  entraId,
  keycloak,
  oidcProvider,
  okta,
  ory,
  type Preset,
  ping,
} from '../../src/index.js'

export type Claims = Readonly<Record<string, unknown>>

/** Written by hand after each product's documentation; nobody's tokens. */
export interface Recorded {
  readonly preset: Preset
  readonly typ: string | undefined
  readonly access: Claims
  /** An access token that a client got for itself. */
  readonly machine: Claims
  readonly id: Claims
}

const user = { sub: 'user-1', aud: 'api1' }

export const recorded: readonly Recorded[] = [
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
