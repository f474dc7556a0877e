import type { Denial } from '../errors/index.js'
import type { Clock } from '../lib/clock.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import type { ResourceRequest, UrlRules } from '../request/index.js'
import type { IssuerEntry } from './resource-server-options.js'

/** What of a request may say whose it is. Everything here comes from the client. */
export interface TenantRequest {
  /** The host that the client used, in lower case and without a port; a trusted proxy may have named it. */
  readonly host: string | undefined
  /** Path as received, without the query. One with dot segments belongs to nobody. */
  readonly path: string
  /** A header field; nothing where it is missing or was sent more than once. */
  header(name: string): string | undefined
  /** `iss` of the token, which nobody has verified yet; nothing for a reference token. */
  readonly claimedIssuer: string | undefined
}

/** The issuers of one tenant, as `issuers` has them. */
export type TenantIssuers = string | IssuerEntry | readonly (string | IssuerEntry)[]

/** How tenants and their issuers are found out. */
export interface TenantsOptions {
  /**
   * Names the tenant of a request; nothing where it is nobody's. Called on every request with a token, so it
   * only looks at the request. With `claimedIssuer` the token chooses, and `issuersOf` decides whom to trust.
   */
  readonly tenantOf: (request: TenantRequest) => string | undefined
  /**
   * The issuers that a tenant trusts; nothing where there is no such tenant. Called once for many requests. An
   * answer that says what the last one said keeps the keys.
   */
  readonly issuersOf: (tenant: string) => MaybePromise<TenantIssuers | undefined>
  /** Tenants whose issuers and keys are kept; the half that was seen last stays. Default 1000, 2 to 1000000. */
  readonly maximumTenants?: number
  /** Seconds before `issuersOf` is asked again, in the background. Default 60, 1 to 86400. */
  readonly freshSeconds?: number
  /** Seconds that an answer serves while `issuersOf` fails, or nobody asks. Default 300, 1 to 86400. */
  readonly usableSeconds?: number
  /** Seconds that an unknown tenant stays unknown. Default 10, 0 to 3600. */
  readonly unknownSeconds?: number
  /** Most seconds that `issuersOf` may take; then it is 503. Default 5, 1 to 60. */
  readonly timeoutSeconds?: number
  /** Calls of `issuersOf` under way at once; one more fails: 503 for a new tenant. Default 100, 1 to 10000. */
  readonly maximumConcurrentCalls?: number
}

/** What `tenants(…)` makes. Only a guard opens it. */
export interface TenantSource {
  open<T>(host: TenantHost<T>): TenantDirectory<T>
}

/** What a guard gives to its tenants. */
export interface TenantHost<T> {
  /** Checks issuers, and makes what judges their tokens. */
  trust(issuers: TenantIssuers): T
  readonly url: UrlRules
  readonly clock: Clock
}

/** The tenants of one guard. */
export interface TenantDirectory<T> {
  find(request: ResourceRequest, token: string): MaybePromise<T | Denial>
  /** Those that are known now. */
  known(): readonly T[]
}

export function isTenantSource(value: unknown): value is TenantSource {
  return typeof value === 'object' && value !== null && 'open' in value
}
