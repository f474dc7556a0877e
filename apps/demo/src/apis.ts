import { randomBytes } from 'node:crypto'
import { hasRedis } from './redis.js'
import type { Source } from './stages.js'

/** Whose reference integration is run: each row for an API of its own is sent to every one of them. */
export const frameworks = ['express', 'fastify', 'koa', 'hono'] as const

export type Framework = (typeof frameworks)[number]

/** Who answers as an API: a reference integration, or the authority itself. */
export type Host = Framework | 'its authority'

/** A reference API, and what it is told. */
export interface ApiSettings {
  /** Whose tokens it takes. */
  readonly trusts: Exclude<Source, 'the other authority, restarted'>
  /**
   * The path under which its authority serves it, in one process with itself: it is no program of its own,
   * and there is one, whatever the frameworks. Default: it is one, in every framework.
   */
  readonly within?: `/${string}`
  /** Whether it serves https. Default false. */
  readonly tls?: boolean
  /** Whether it is told of the Redis that nodes share, where there is one. Default false. */
  readonly redis?: boolean
  /** For the program that it is, or that it is within. */
  readonly variables: Readonly<Record<string, string>>
  /** Schemes that it takes tokens in: each gets its challenge. */
  readonly schemes: readonly Scheme[]
}

export type Scheme = 'Bearer' | 'DPoP'

const introspection = {
  INTROSPECTION_CLIENT_ID: 'api1',
  INTROSPECTION_CLIENT_SECRET: 'api1_secret',
}

const strict = {
  trusts: 'the authority',
  redis: true,
  variables: {
    ...introspection,
    DPOP: 'required',
    DPOP_NONCE: 'required',
    DPOP_NONCE_SECRET: randomBytes(32).toString('base64url'),
  },
  schemes: ['DPoP'],
} as const

/** The APIs that rows are sent to. The early one is started while its issuer is not running. */
export const apis = {
  'the API': {
    trusts: 'the authority',
    variables: introspection,
    schemes: ['Bearer', 'DPoP'],
  },
  'the early API': {
    trusts: 'the other authority',
    variables: { ...introspection, DPOP: 'off' },
    schemes: ['Bearer'],
  },
  'the strict API': strict,
  'its second node': strict,
  'the TLS API': {
    trusts: 'the TLS authority',
    tls: true,
    variables: { ...introspection, MTLS: 'allowed' },
    schemes: ['Bearer', 'DPoP'],
  },
  // Without introspection: opaque tokens are not for it.
  'the strictest API': {
    trusts: 'the TLS authority',
    tls: true,
    variables: { DPOP: 'required', MTLS: 'required' },
    schemes: ['DPoP'],
  },
  'the local API': {
    trusts: 'the TLS authority',
    within: '/local',
    variables: { MTLS: 'allowed' },
    schemes: ['Bearer', 'DPoP'],
  },
} as const satisfies Readonly<Record<string, ApiSettings>>

export type Target = keyof typeof apis

/** Those that can be shown on this machine. */
export const targets = (Object.keys(apis) as readonly Target[]).filter(
  (target) => hasRedis || target !== 'its second node',
)

export function settingsOf(target: Target): ApiSettings {
  return apis[target]
}

/** Who answers as this API: a row for it is sent to each of them. */
export function hostsOf(target: Target): readonly [Host, ...Host[]] {
  return settingsOf(target).within === undefined ? frameworks : ['its authority']
}

/** What an authority is told of the APIs within it. */
export function variablesWithin(source: Source): Readonly<Record<string, string>> {
  const own = targets.map(settingsOf).filter(({ within, trusts }) => within && trusts === source)
  return Object.assign({}, ...own.map(({ variables }) => variables))
}
