import type { IssuerEntry, ResourceServerOptions, TenantSource } from '@portcullis/core'
import {
  type HostedSetting,
  type HostedSettingName,
  type HostedSurroundings,
  hostedSettings,
  trustedProxy,
} from './hosted-settings.js'
import { type ProxyForm, type ProxyName, proxyOf } from './proxies.js'

/**
 * The environments that scenarios run in. Most are hosted: there each reference integration is made once more
 * in this process.
 */
export type SettingName =
  | keyof ReturnType<typeof processSettings>
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

/** One setting (what is not said is at its default). */
export function settingOf(name: SettingName, around: Surroundings): Setting {
  const base = {
    ISSUER: around.issuer,
    AUDIENCE: audiences.join(' '),
    INTROSPECTION_CLIENT_ID: introspectionClient.id,
    INTROSPECTION_CLIENT_SECRET: introspectionClient.secret,
  }
  const [, word, proxyName] = /^(behind|pretending to be) (.+)$/.exec(name) ?? []
  if (proxyName !== undefined) {
    const trusted = word === 'behind' ? trustedProxy : { TRUSTED_PROXIES: '10.0.0.0/8' }
    return withProxy(proxyOf(proxyName as ProxyName), { ...base, ...trusted })
  }
  const hosted: Readonly<Record<string, HostedSetting>> = hostedSettings(around)
  const inProcesses: Readonly<Record<string, Variables>> = processSettings(around)
  const { variables, options } = hosted[name] ?? {}
  if (options !== undefined) return { variables: { ...base, ...variables }, options }
  return { variables: { ...base, ...inProcesses[name] } }
}

/** For each of them every reference integration is started as its users start it, from its build. */
function processSettings({ tls, deadIssuer }: Surroundings) {
  return {
    usual: {},
    'dpop required': { DPOP: 'required' },
    nonces: { DPOP_NONCE: 'required', DPOP_NONCE_SECRET: 'known to every node of this test only' },
    certificates: { TLS_CERT: tls.cert, TLS_KEY: tls.key, MTLS: 'allowed' },
    'forwarded certificates': {
      ...trustedProxy,
      MTLS: 'allowed',
      CLIENT_CERTIFICATE: 'client-cert',
    },
    'store down': { REDIS_URL: new URL(deadIssuer).href.replace(/^http/, 'redis') },
  } as const satisfies Readonly<Record<string, Variables>>
}

function withProxy({ source }: ProxyForm, base: Variables): Setting {
  if (typeof source === 'string') {
    return { variables: { ...base, MTLS: 'allowed', CLIENT_CERTIFICATE: source }, options: {} }
  }
  return { variables: base, options: { mtls: { mode: 'allowed', certificateFrom: source } } }
}
