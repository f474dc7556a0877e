import type { IssuerEntry, ResourceServerOptions, TenantSource } from '@portcullis/core'
import {
  type HostedSetting,
  type HostedSettingName,
  type HostedSurroundings,
  hostedSettings,
} from './hosted-settings.js'
import { type ProxyForm, type ProxyName, proxyOf } from './proxies.js'

/** The environments that scenarios run in; one process of each reference integration for each. */
const processSettings = [
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

type ProcessSettingName = (typeof processSettings)[number]

/** The others are hosted: each reference integration is made once more in this process. */
export type SettingName =
  | ProcessSettingName
  | HostedSettingName
  | `behind ${ProxyName}`
  | `pretending to be ${ProxyName}`

/** Options of a guard. */
export type MoreOptions = Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>> & {
  readonly issuers?: readonly (string | IssuerEntry)[] | TenantSource
}

export interface Setting {
  readonly variables: Variables
  /** Those that no variable has a word for. With them, however few, it is hosted. */
  readonly options?: MoreOptions
}

/** What a process needs from the world around it. */
export interface Surroundings {
  readonly issuer: string
  readonly otherIssuers: readonly string[]
  readonly otherIssuer: string
  readonly deadIssuer: string
  readonly hosted: HostedSurroundings
  /** Paths of PEM files for TLS. */
  readonly tls: { readonly cert: string; readonly key: string }
}

export type Variables = Readonly<Record<string, string>>

export const audiences = ['api1', 'api2'] as const
export const introspectionClient = { id: 'api1', secret: 'api1_secret' } as const
export const publicUrl = 'https://api.example.com/v1'

/** One setting (what is not said is at its default). */
export function settingOf(name: SettingName, around: Surroundings): Setting {
  const base = {
    ISSUER: around.issuer,
    AUDIENCE: audiences.join(' '),
    INTROSPECTION_CLIENT_ID: introspectionClient.id,
    INTROSPECTION_CLIENT_SECRET: introspectionClient.secret,
  }
  const tls = { TLS_CERT: around.tls.cert, TLS_KEY: around.tls.key }
  const proxy = { TRUSTED_PROXIES: '127.0.0.1/32' }
  const others: Readonly<Record<ProcessSettingName, Variables>> = {
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
  const [, word, proxyName] = /^(behind|pretending to be) (.+)$/.exec(name) ?? []
  if (proxyName !== undefined) {
    const trusted = word === 'behind' ? proxy : { TRUSTED_PROXIES: '10.0.0.0/8' }
    return withProxy(proxyOf(proxyName as ProxyName), { ...base, ...trusted })
  }
  const hosted: Readonly<Record<string, HostedSetting>> = hostedSettings(around)
  const { variables = others[name as ProcessSettingName], ...rest } = hosted[name] ?? {}
  return { variables: { ...base, ...variables }, ...rest }
}

function withProxy({ source }: ProxyForm, base: Variables): Setting {
  if (typeof source === 'string') {
    return { variables: { ...base, MTLS: 'allowed', CLIENT_CERTIFICATE: source }, options: {} }
  }
  return { variables: base, options: { mtls: { mode: 'allowed', certificateFrom: source } } }
}
