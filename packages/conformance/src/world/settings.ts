/** The environments that scenarios run in; one process of each reference integration for each. */
export const settingNames = [
  'usual',
  'dpop off',
  'dpop required',
  'nonces',
  'certificates',
  'forwarded certificates',
  'public url',
  'another address',
  'issuer down',
  'store down',
  'several issuers',
  'two issuers',
  'signed introspection',
  'rfc9068 profile, this machine only',
  'fapi2 profile',
] as const

export type SettingName = (typeof settingNames)[number]

/** What a process needs from the world around it. */
export interface Surroundings {
  readonly issuer: string
  readonly otherIssuers: readonly string[]
  readonly otherIssuer: string
  readonly deadIssuer: string
  /** Paths of PEM files for TLS. */
  readonly tls: { readonly cert: string; readonly key: string }
}

export type Variables = Readonly<Record<string, string>>

export const audiences = ['api1', 'api2'] as const
export const introspectionClient = { id: 'api1', secret: 'api1_secret' } as const
export const publicUrl = 'https://api.example.com/v1'

/** The variables of one setting (what is not said is at its default). */
export function variablesOf(name: SettingName, around: Surroundings): Variables {
  const base = {
    ISSUER: around.issuer,
    AUDIENCE: audiences.join(' '),
    INTROSPECTION_CLIENT_ID: introspectionClient.id,
    INTROSPECTION_CLIENT_SECRET: introspectionClient.secret,
  }
  const tls = { TLS_CERT: around.tls.cert, TLS_KEY: around.tls.key }
  const proxy = { TRUSTED_PROXIES: '127.0.0.1/32' }
  const others: Readonly<Record<SettingName, Variables>> = {
    usual: {},
    'dpop off': { DPOP: 'off', REALM: 'the API, and all that is in it' },
    'dpop required': { DPOP: 'required' },
    nonces: { DPOP_NONCE: 'required', DPOP_NONCE_SECRET: 'known to every node of this test only' },
    certificates: { ...tls, MTLS: 'allowed' },
    'forwarded certificates': { ...proxy, MTLS: 'allowed', CLIENT_CERTIFICATE: 'client-cert' },
    'another address': { HOST: '::1' },
    'public url': { ...proxy, PUBLIC_URL: publicUrl },
    'issuer down': { ISSUER: around.deadIssuer },
    'store down': { REDIS_URL: new URL(around.deadIssuer).href.replace(/^http/, 'redis') },
    'several issuers': { ISSUER: [around.issuer, ...around.otherIssuers].join(' ') },
    'two issuers': { ISSUER: `${around.issuer} ${around.otherIssuer}` },
    'signed introspection': { INTROSPECTION_RESPONSE: 'jwt' },
    'rfc9068 profile, this machine only': {
      PROFILE: 'rfc9068',
      ALLOWED_HOSTS: 'localhost 127.0.0.1',
    },
    'fapi2 profile': { PROFILE: 'fapi2' },
  }
  return { ...base, ...others[name] }
}
