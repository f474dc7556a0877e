import { randomBytes } from 'node:crypto'
import {
  type Clock,
  clientCertHeader,
  type IntrospectionCache,
  type PrivateCryptoKey,
  principal,
  privateKeyJwt,
  tenants,
  tlsClientAuth,
} from '@portcullis/core'
import type { MoreOptions, Surroundings, Variables } from './settings.js'

export interface HostedSetting {
  readonly variables?: Variables
  readonly options: MoreOptions
}

/** What guards in this process are given, and scenarios look into. */
export interface HostedSurroundings {
  readonly clock: Clock
  readonly cache: IntrospectionCache
  /** The private key of `clients.byKey`. */
  readonly clientKey: PrivateCryptoKey
  /** An introspection endpoint whose certificate nobody vouches for. */
  readonly selfSignedEndpoint: string
}

/** Clients at the issuer beside the usual one. */
export const clients = {
  another: { id: 'api1-of-others', secret: 'api1_secret_of_others' },
  byKey: 'api1-by-key',
  byTls: 'api1-by-tls',
} as const

export const publicUrl = 'https://api.example.com/v1'
/** The tests, in front of what they start. */
export const trustedProxy = { TRUSTED_PROXIES: '127.0.0.1/32' } as const

/** Not for the repository to know. */
export const proxySecret = {
  header: 'X-Proxy-Secret',
  secret: randomBytes(32).toString('base64url'),
} as const

/** Tenants by host: two issuers, and a tenant that shares the issuer of the first. */
export const tenantHosts = {
  first: 'first.example.com',
  second: 'second.example.com',
  third: 'third.example.com',
} as const

/** Audience of a tenant: its name is a part. */
export function tenantAudience(host: string): string {
  return `https://api.example.com/${host}`
}

/** Not in the usual form, and not to be brought into it. */
export const ownResource = 'https://API.example.com/Caf%c3%A9/'
/** One composed character; what looks the same may be two. */
export const ownAudience = 'caf\u00e9'

const scopeHierarchy = { 'api1.admin': ['api1.write'], 'api1.write': ['api1.read'] }

export function hostedSettings(around: Surroundings) {
  const { issuer, otherIssuer, otherIssuers, deadIssuer, hosted } = around
  const { clock, cache, clientKey, selfSignedEndpoint } = hosted
  const { first, second, third } = tenantHosts
  const issuers = new Map([
    [first, issuer],
    [second, otherIssuer],
    [third, issuer],
  ])
  const issuersOf = (host: string) => {
    const own = issuers.get(host as typeof first)
    return own === undefined ? undefined : { issuer: own, audience: tenantAudience(host) }
  }
  const { another, byKey, byTls } = clients
  return {
    'dpop off': hosting({ DPOP: 'off', REALM: 'the API, and all that is in it' }),
    'another address': hosting({ HOST: '::1' }),
    'public url': hosting({ ...trustedProxy, PUBLIC_URL: publicUrl }),
    'issuer down': hosting({ ISSUER: deadIssuer }),
    'several issuers': hosting({ ISSUER: [issuer, ...otherIssuers].join(' ') }),
    'two issuers': hosting({ ISSUER: `${issuer} ${otherIssuer}` }),
    'signed introspection': hosting({ INTROSPECTION_RESPONSE: 'jwt' }),
    'rfc9068 profile, this machine only': hosting({
      PROFILE: 'rfc9068',
      ALLOWED_HOSTS: 'localhost 127.0.0.1',
    }),
    'fapi2 profile': hosting({ PROFILE: 'fapi2' }),
    'a proxy with a secret': {
      options: {
        mtls: {
          mode: 'allowed',
          certificateFrom: clientCertHeader({ sharedSecret: proxySecret }),
        },
      },
    },
    'a clock that can be moved': { options: { clock } },
    'answers in a shared cache': { options: { introspectionCache: cache } },
    'answers in a shared cache, for another client': {
      options: {
        introspectionCache: cache,
        introspection: { clientId: another.id, clientSecret: another.secret },
      },
    },
    'a client with a key': {
      options: { introspection: { clientId: byKey, authentication: privateKeyJwt(clientKey) } },
    },
    'a client with a certificate': {
      options: { introspection: { clientId: byTls, authentication: tlsClientAuth() } },
    },
    'an endpoint with a certificate of its own making': {
      options: {
        introspection: {
          clientId: another.id,
          clientSecret: another.secret,
          endpoint: selfSignedEndpoint,
        },
      },
    },
    'scopes that include others': { options: { scopeHierarchy } },
    'users alone': { options: { policy: principal('user') } },
    tenants: { options: { issuers: tenants({ tenantOf: ({ host }) => host, issuersOf }) } },
    'names of its own': {
      variables: {
        AUDIENCE: `${ownAudience} ${ownResource}`,
        PUBLIC_URL: 'https://api.example.com',
      },
      options: { resource: ownResource },
    },
    'metadata that changes': { options: {} },
  } as const satisfies Readonly<Record<string, HostedSetting>>
}

/** One that variables can say: a process would do the same, and take half a second to start. */
function hosting(variables: Variables): HostedSetting {
  return { variables, options: {} }
}

export type HostedSettingName = keyof ReturnType<typeof hostedSettings>
