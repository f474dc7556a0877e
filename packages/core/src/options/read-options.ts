import type { PolicyLike } from '../authorization/index.js'
import { type Breakdown, ConfigurationError, type Denial } from '../errors/index.js'
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
  invalid,
  readBoolean,
  readFunction,
  readNumber,
  readSecureUrl,
  refuseUnknown,
} from './read.js'
import { type DPoPSettings, readDPoP } from './read-dpop.js'
import {
  type IssuerSettings,
  readIssuers,
  readTenants,
  type TenantSettings,
} from './read-issuers.js'
import { readMetadata } from './read-metadata.js'
import { type MtlsSettings, readMtls, readTrustedProxies } from './read-mtls.js'
import { readPlaces } from './read-places.js'
import { checkOwnSignatures, readSenderConstraint, toleranceBounds } from './read-profile.js'
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

const known = [
  'issuer',
  'issuers',
  'audience',
  'algorithms',
  'clockToleranceSeconds',
  'maximumTokenLength',
  'tokenCacheEntries',
  'publicUrl',
  'resource',
  'metadata',
  'realm',
  'ignoreQueryToken',
  'introspection',
  'introspectionCache',
  'tokenFormats',
  'jwtValidation',
  'profile',
  'requireSenderConstraint',
  'validators',
  'policy',
  'scopeHierarchy',
  'dpop',
  'replayStore',
  'mtls',
  'trustedProxies',
  'allowedHosts',
  'allowedOrigins',
  'keys',
  'timeoutSeconds',
  'fetch',
  'clock',
  'transformToken',
  'onAccess',
  'onDenial',
  'onBreakdown',
  'onUntrustedHeader',
] as const satisfies readonly (keyof ResourceServerOptions)[]

/**
 * Checks what a guard is created with.
 *
 * @throws ConfigurationError that says what to write instead
 */
export function readOptions(options: ResourceServerOptions): Settings {
  if (!isJsonObject(options)) {
    throw invalid('options', options, "an object, as in { issuer: 'https://…', audience: 'api1' }")
  }
  refuseUnknown('createResourceServer', options, known)
  const issuers = readIssuers(options)
  const publicUrl = readResourceUrl('publicUrl', options.publicUrl)
  const resource = readResourceUrl('resource', options.resource) ?? canonical(publicUrl)
  const trusts = readTrusts(options.trustedProxies)
  const clock = readFunction('clock', options.clock) ?? systemClock
  const metadata = readMetadata(options.metadata, resource)
  checkOwnSignatures(options)
  return {
    issuers,
    tenants: readTenants(options),
    resource,
    metadata,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
    isTrustedProxy: trusts,
    places: readPlaces(options),
    validators: readValidators(options.validators),
    policy: readPolicy(options.policy),
    scopeHierarchy: readScopeHierarchy(options.scopeHierarchy),
    ...readSenderConstraint(options, readDPoP(options, clock), readMtls(options.mtls, trusts)),
    realm: readRealm(options.realm, resource, issuers),
    clockToleranceSeconds: readNumber(
      'clockToleranceSeconds',
      options.clockToleranceSeconds,
      toleranceBounds(options.profile),
    ),
    maximumTokenLength: readNumber('maximumTokenLength', options.maximumTokenLength, {
      default: 16_384,
      from: 256,
      to: 1_048_576,
    }),
    tokenCacheEntries: readNumber('tokenCacheEntries', options.tokenCacheEntries, {
      default: 10_000,
      from: 0,
      to: 1_000_000,
    }),
    ignoreQueryToken: readBoolean('ignoreQueryToken', options.ignoreQueryToken),
    introspectionCache: readIntrospectionCache(options.introspectionCache),
    keyTimes: readKeyTimes(options.keys),
    timeoutSeconds: readNumber('timeoutSeconds', options.timeoutSeconds, {
      default: 5,
      from: 1,
      to: 60,
    }),
    fetch: readFunction('fetch', options.fetch) ?? ((url, init) => fetch(url, init)),
    clock,
    transformToken: readFunction('transformToken', options.transformToken),
    onAccess: readFunction('onAccess', options.onAccess),
    onDenial: readFunction('onDenial', options.onDenial),
    onBreakdown: readFunction('onBreakdown', options.onBreakdown),
    onUntrustedHeader: readFunction('onUntrustedHeader', options.onUntrustedHeader),
  }
}

function readIntrospectionCache(cache: IntrospectionCache | undefined): IntrospectionCache {
  if (cache === undefined) return memoryIntrospectionCache()
  const verbs = [cache?.get, cache?.set, cache?.delete]
  if (verbs.every((verb) => typeof verb === 'function')) return cache
  throw invalid('introspectionCache', cache, 'an object with get, set and delete')
}

function readValidators(value: readonly TokenValidator[] | undefined): readonly TokenValidator[] {
  if (value === undefined) return []
  const isValidator = (item: TokenValidator | null) =>
    typeof item?.accepts === 'function' && typeof item.validate === 'function'
  if (Array.isArray(value) && value.every(isValidator)) return value
  throw invalid('validators', value, 'a list of objects with accepts and validate')
}

function readPolicy(value: PolicyLike | undefined): PolicyLike | undefined {
  if (value === undefined || typeof value === 'function') return value
  if (typeof value?.check === 'function') return value
  throw invalid('policy', value, "a policy, as in scopes('api1.read')")
}

function readTrusts(value: unknown): AddressMatcher | undefined {
  return value === undefined ? undefined : readTrustedProxies('trustedProxies', value)
}

function readResourceUrl(option: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  const url = readSecureUrl(option, value)
  if (!/[?#@]/.test(url)) return url
  throw invalid(option, value, 'a URL without query, fragment, user or password')
}

/** Scheme and host in lower case, no slash at the end: the form that clients compare with. */
function canonical(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined
  const { origin, pathname } = new URL(publicUrl)
  return origin + pathname.replace(/\/+$/, '')
}

/** A challenge has at least one parameter (RFC 6750 §3): where there is no metadata, a realm. */
function readRealm(
  realm: unknown,
  resource: string | undefined,
  issuers: readonly IssuerSettings[],
): string | undefined {
  if (realm === undefined) {
    return resource === undefined ? (issuers[0]?.audience?.[0] ?? 'api') : undefined
  }
  if (typeof realm === 'string' && /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(realm)) return realm
  throw invalid('realm', realm, 'printable ASCII without quotes and backslashes')
}

const keyOptions = ['freshSeconds', 'usableSeconds', 'cooldownSeconds', 'waitSeconds'] as const

function readKeyTimes(value: unknown): KeyTimes {
  if (value !== undefined && !isJsonObject(value)) throw invalid('keys', value, 'an object')
  const options = (value ?? {}) as KeyOptions
  refuseUnknown('keys', options, keyOptions)
  const read = (name: (typeof keyOptions)[number], fallback: number, to: number) =>
    readNumber(`keys.${name}`, options[name], { default: fallback, from: 1, to })
  const freshSeconds = read('freshSeconds', 600, 86_400)
  const usableSeconds = read('usableSeconds', Math.max(3600, freshSeconds), 86_400)
  if (usableSeconds < freshSeconds) {
    const message = 'keys.usableSeconds is less than keys.freshSeconds: write at least as much'
    throw new ConfigurationError('option_invalid', message)
  }
  const cooldownSeconds = read('cooldownSeconds', 30, 3600)
  return { freshSeconds, usableSeconds, cooldownSeconds, waitSeconds: read('waitSeconds', 10, 60) }
}
