import { isPolicy, type PolicyLike } from '../authorization/index.js'
import type { Breakdown, Denial } from '../errors/index.js'
import type { KeyTimes } from '../issuer/index.js'
import type { Fetch } from '../lib/bounded-fetch.js'
import type { AddressMatcher } from '../lib/cidr.js'
import { type Clock, systemClock } from '../lib/clock.js'
import { isJsonObject } from '../lib/json.js'
import type { ScopeHierarchy } from '../lib/scope-set.js'
import type { MetadataSettings } from '../metadata/index.js'
import type { TransformToken } from '../pop/index.js'
import type { PlaceRules } from '../request/index.js'
import { type IntrospectionCache, memoryIntrospectionCache } from '../store/index.js'
import type { TokenValidator } from '../token/index.js'
import type { AccessEvent, RefusalEvent, UntrustedHeaderEvent } from './events.js'
import {
  boolean,
  callable,
  check,
  given,
  hasMethods,
  invalid,
  number,
  optional,
  readTable,
  refuse,
  secureUrl,
  table,
} from './read.js'
import { type DPoPSettings, readDPoP } from './read-dpop.js'
import {
  type IssuerSettings,
  issuerOptions,
  readIssuers,
  readTenants,
  type TenantSettings,
} from './read-issuers.js'
import { readMetadata } from './read-metadata.js'
import { type MtlsSettings, readMtls, readTrustedProxies } from './read-mtls.js'
import { placeRules, readHosts, readOrigins } from './read-places.js'
import { checkOwnSignatures, readSenderConstraint, tolerance } from './read-profile.js'
import { readScopeHierarchy } from './read-scope-hierarchy.js'
import type { KeyOptions, ResourceServerOptions } from './resource-server-options.js'

/** Options with every default filled in and every value checked. */
export interface Settings {
  /** Those that were written down; none where they are found out by the request. */
  readonly issuers: readonly IssuerSettings[]
  readonly tenants: TenantSettings | undefined
  /** Whether a token has to be bound to one thing or the other. */
  readonly constraintRequired: boolean
  readonly clockToleranceSeconds: number
  readonly maximumTokenLength: number
  readonly tokenCacheEntries: number
  readonly publicUrl: URL | undefined
  readonly resource: string | undefined
  readonly metadata: MetadataSettings
  readonly realm: string | undefined
  readonly ignoreQueryToken: boolean
  readonly introspectionCache: IntrospectionCache
  readonly validators: readonly TokenValidator[]
  readonly policy: PolicyLike | undefined
  readonly scopeHierarchy: ScopeHierarchy | undefined
  readonly dpop: DPoPSettings | undefined
  readonly mtls: MtlsSettings | undefined
  readonly isTrustedProxy: AddressMatcher | undefined
  readonly places: PlaceRules | undefined
  readonly keyTimes: KeyTimes
  readonly timeoutSeconds: number
  readonly fetch: Fetch
  readonly clock: Clock
  readonly transformToken: TransformToken | undefined
  readonly onAccess: ((event: AccessEvent) => void) | undefined
  readonly onDenial: ((event: RefusalEvent<Denial>) => void) | undefined
  readonly onBreakdown: ((event: RefusalEvent<Breakdown>) => void) | undefined
  readonly onUntrustedHeader: ((event: UntrustedHeaderEvent) => void) | undefined
}

const globalFetch: Fetch = (url, init) => fetch(url, init)

/** Every option of a guard. What others decide about too is `given` here, and read below. */
const guardOptions = {
  issuer: given,
  issuers: given,
  ...issuerOptions,
  clockToleranceSeconds: given,
  maximumTokenLength: number(256, 1_048_576, 16_384),
  tokenCacheEntries: number(0, 1_000_000, 10_000),
  publicUrl: optional(readResourceUrl),
  resource: optional(readResourceUrl),
  metadata: given,
  realm: optional(
    check<string>(
      (value) => typeof value === 'string' && /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(value),
      'printable ASCII without quotes and backslashes',
    ),
  ),
  ignoreQueryToken: optional(boolean, false),
  introspectionCache: optional(
    check<IntrospectionCache>(
      (cache) => hasMethods(cache, 'get', 'set', 'delete'),
      'an object with get, set and delete',
    ),
  ),
  requireSenderConstraint: given,
  validators: optional(
    check<readonly TokenValidator[]>(
      (list) =>
        Array.isArray(list) && list.every((item) => hasMethods(item, 'accepts', 'validate')),
      'a list of objects with accepts and validate',
    ),
    [],
  ),
  policy: optional(check<PolicyLike>(isPolicy, "a policy, as in scopes('api1.read')")),
  scopeHierarchy: optional(readScopeHierarchy),
  dpop: given,
  replayStore: given,
  mtls: given,
  trustedProxies: optional(readTrustedProxies),
  allowedHosts: optional(readHosts),
  allowedOrigins: optional(readOrigins),
  keys: readKeyTimes,
  timeoutSeconds: number(1, 60, 5),
  fetch: optional(callable<Fetch>(), globalFetch),
  clock: optional(callable<Clock>(), systemClock),
  transformToken: optional(callable<TransformToken>()),
  onAccess: optional(callable<(event: AccessEvent) => void>()),
  onDenial: optional(callable<(event: RefusalEvent<Denial>) => void>()),
  onBreakdown: optional(callable<(event: RefusalEvent<Breakdown>) => void>()),
  onUntrustedHeader: optional(callable<(event: UntrustedHeaderEvent) => void>()),
} satisfies Record<keyof ResourceServerOptions, unknown>

/**
 * Checks what a guard is created with.
 *
 * @throws ConfigurationError that says what to write instead
 */
export function readOptions(options: ResourceServerOptions): Settings {
  if (!isJsonObject(options)) {
    invalid('options', options, "an object, as in { issuer: 'https://…', audience: 'api1' }")
  }
  const read = readTable(options, guardOptions, 'createResourceServer', '')
  const { publicUrl, clock, trustedProxies } = read
  const issuers = readIssuers(options, read)
  const resource = read.resource ?? canonical(publicUrl)
  const metadata = readMetadata(options.metadata, resource)
  checkOwnSignatures(options)
  const mtls = readMtls(options.mtls, trustedProxies)
  return {
    ...read,
    issuers,
    tenants: readTenants(options.issuers, read),
    resource,
    metadata,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
    isTrustedProxy: trustedProxies,
    places: placeRules(read.allowedHosts, read.allowedOrigins),
    ...readSenderConstraint(options, readDPoP(options, clock), mtls),
    // A challenge has at least one parameter (RFC 6750 §3): where there is no metadata, a realm.
    realm:
      read.realm ?? (resource === undefined ? (issuers[0]?.audience?.[0] ?? 'api') : undefined),
    clockToleranceSeconds: tolerance(options.profile)(
      options.clockToleranceSeconds,
      'clockToleranceSeconds',
    ),
    introspectionCache: read.introspectionCache ?? memoryIntrospectionCache(),
    keyTimes: read.keys,
  }
}

function readResourceUrl(value: unknown, option: string): string {
  const url = secureUrl(value, option)
  return /[?#@]/.test(url)
    ? invalid(option, value, 'a URL without query, fragment, user or password')
    : url
}

/** Scheme and host in lower case, no slash at the end: the form that clients compare with. */
function canonical(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined
  const { origin, pathname } = new URL(publicUrl)
  return origin + pathname.replace(/\/+$/, '')
}

const keyOptions = {
  freshSeconds: number(1, 86_400, 600),
  usableSeconds: optional(number(1, 86_400)),
  cooldownSeconds: number(1, 3600, 30),
  waitSeconds: number(1, 60, 10),
} satisfies Record<keyof KeyOptions, unknown>

function readKeyTimes(value: unknown = {}, option: string): KeyTimes {
  const { usableSeconds, ...times } = table(keyOptions, 'an object')(value, option)
  const { freshSeconds } = times
  if (usableSeconds !== undefined && usableSeconds < freshSeconds) {
    refuse(`${option}.usableSeconds is less than ${option}.freshSeconds: write at least as much`)
  }
  return { ...times, usableSeconds: usableSeconds ?? Math.max(3600, freshSeconds) }
}
