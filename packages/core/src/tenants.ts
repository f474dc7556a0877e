import { Breakdown, type Denial, deny, isBreakdown, isDenial } from './errors/index.js'
import { BoundedCache } from './lib/bounded-cache.js'
import { withDeadline } from './lib/deadline.js'
import { andThen, type MaybePromise } from './lib/maybe-promise.js'
import { printable } from './lib/printable.js'
import { Refreshed } from './lib/refreshed.js'
import { sameData } from './lib/same-data.js'
import type {
  TenantDirectory,
  TenantHost,
  TenantIssuers,
  TenantRequest,
  TenantSource,
  TenantsOptions,
} from './options/index.js'
import { callable, invalid, number, optional, readTable } from './options/read.js'
import { type ResourceRequest, requestHost } from './request/index.js'
import { decodeJws, sniffToken } from './token/index.js'

/**
 * Issuers that follow from the request, for `issuers`. A tenant's issuers are looked up when its first token
 * comes, once for all who wait; nothing is fetched from an issuer that `issuersOf` did not name, whatever a
 * token says. What a token was found to be for one tenant counts for no other.
 *
 * @throws ConfigurationError when the options cannot work; the message says what to write
 */
export function tenants(options: TenantsOptions): TenantSource {
  const settings = readSettings(options)
  return { open: (host) => new Directory(settings, host) }
}

type Settings = Required<TenantsOptions>

const tenantsOptions = {
  tenantOf: callable<Settings['tenantOf']>(),
  issuersOf: callable<Settings['issuersOf']>(),
  maximumTenants: number(2, 1_000_000, 1000),
  freshSeconds: number(1, 86_400, 60),
  usableSeconds: optional(number(1, 86_400)),
  unknownSeconds: number(0, 3600, 10),
  timeoutSeconds: number(1, 60, 5),
  maximumConcurrentCalls: number(1, 10_000, 100),
} satisfies Record<keyof TenantsOptions, unknown>

function readSettings(options: TenantsOptions): Settings {
  const read = readTable(options, tenantsOptions, 'tenants', '')
  const { freshSeconds, usableSeconds = Math.max(300, freshSeconds) } = read
  if (usableSeconds < freshSeconds) {
    invalid('usableSeconds', usableSeconds, 'at least as much as freshSeconds')
  }
  return { ...read, usableSeconds }
}

/** Names of strangers that are remembered, so that a flood of them asks nobody. */
const maximumUnknown = 10_000
const maximumNameLength = 256

/** What a tenant turned out to be; `null` when it is none. */
type Tenant<T> = Refreshed<T | null>

class Directory<T> implements TenantDirectory<T> {
  readonly #settings: Settings
  readonly #host: TenantHost<T>
  readonly #tenants: BoundedCache<Tenant<T>>
  /** Until when, in milliseconds since the epoch. */
  readonly #unknown = new BoundedCache<number>(maximumUnknown)
  /** First look-ups: one for each name, however many wait. */
  readonly #underWay = new Map<string, Promise<T | null>>()
  /** Of `issuersOf`, be they first ones or renewals. */
  #calls = 0

  constructor(settings: Settings, host: TenantHost<T>) {
    this.#settings = settings
    this.#host = host
    this.#tenants = new BoundedCache(settings.maximumTenants)
  }

  find(request: ResourceRequest, token: string): MaybePromise<T | Denial> {
    const name = this.#nameOf(request, token)
    if (name === undefined) return deny('tenant_unknown', 'The request belongs to no tenant')
    return andThen(
      this.#look(name),
      (tenant) => tenant ?? deny('tenant_unknown', `There is no tenant ${printable(name)}`),
    )
  }

  known(): readonly T[] {
    return this.#tenants
      .values()
      .map((tenant) => tenant.current())
      .filter((trust) => trust !== undefined && trust !== null)
  }

  #nameOf(request: ResourceRequest, token: string): string | undefined {
    const facts = new Facts(request, token, this.#host)
    if (hasDotSegment(facts.path)) return undefined
    try {
      const name: unknown = this.#settings.tenantOf(facts)
      const isName = typeof name === 'string' && name !== '' && name.length <= maximumNameLength
      return isName ? name : undefined
    } catch (cause) {
      throw unavailable('tenantOf failed', cause)
    }
  }

  #look(name: string): MaybePromise<T | null> {
    const tenant = this.#tenants.get(name)
    if (tenant !== undefined) return tenant.current() ?? tenant.refresh()
    if ((this.#unknown.get(name) ?? 0) > this.#host.clock()) return null
    return this.#underWay.get(name) ?? this.#begin(name)
  }

  #begin(name: string): Promise<T | null> {
    const looking = this.#tenant(name)
      .refresh()
      .finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, looking)
    return looking
  }

  #tenant(name: string): Tenant<T> {
    let last: { readonly issuers: TenantIssuers; readonly trust: T } | undefined
    const tenant: Tenant<T> = new Refreshed({
      ...this.#settings,
      clock: this.#host.clock,
      load: async () => {
        const issuers = await this.#ask(name)
        if (issuers === undefined) return this.#forget(name)
        // The same answer keeps the keys.
        if (last === undefined || !sameData(last.issuers, issuers)) {
          last = { issuers, trust: this.#trust(name, issuers) }
        }
        this.#tenants.set(name, tenant)
        return last.trust
      },
    })
    return tenant
  }

  async #ask(name: string): Promise<TenantIssuers | undefined> {
    const { issuersOf, timeoutSeconds, maximumConcurrentCalls } = this.#settings
    if (this.#calls >= maximumConcurrentCalls) {
      throw unavailable(`${maximumConcurrentCalls} calls of issuersOf are under way`)
    }
    this.#calls += 1
    const asking = Promise.resolve(name).then(issuersOf)
    const late = () => unavailable(`issuersOf took more than ${timeoutSeconds} s`)
    try {
      return await withDeadline(asking, timeoutSeconds, late)
    } catch (cause) {
      throw isBreakdown(cause)
        ? cause
        : unavailable(`issuersOf failed for ${printable(name)}`, cause)
    } finally {
      this.#calls -= 1
    }
  }

  #trust(name: string, issuers: TenantIssuers): T {
    try {
      return this.#host.trust(issuers)
    } catch (cause) {
      throw unavailable(`What issuersOf says of ${printable(name)} cannot work`, cause)
    }
  }

  #forget(name: string): null {
    this.#tenants.delete(name)
    this.#unknown.set(name, this.#host.clock() + this.#settings.unknownSeconds * 1000)
    return null
  }
}

/** Looks into the token only when somebody asks. */
class Facts implements TenantRequest {
  readonly path: string
  readonly #request: ResourceRequest
  readonly #token: string
  readonly #host: TenantHost<unknown>

  constructor(request: ResourceRequest, token: string, host: TenantHost<unknown>) {
    this.path = request.target.split('?', 1)[0] ?? ''
    this.#request = request
    this.#token = token
    this.#host = host
  }

  get host(): string | undefined {
    return requestHost(this.#request, this.#host.url)
  }

  header(name: string): string | undefined {
    const values = this.#request.header(name.toLowerCase())
    return values.length === 1 ? values[0] : undefined
  }

  get claimedIssuer(): string | undefined {
    const shape = sniffToken(this.#token)
    const jws = shape.kind === 'jws' ? decodeJws(shape) : undefined
    const issuer = jws === undefined || isDenial(jws) ? undefined : jws.claims.iss
    return typeof issuer === 'string' ? issuer : undefined
  }
}

/** A proxy or a router may read such a path in another way than whoever names the tenant. */
function hasDotSegment(path: string): boolean {
  return /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\;]|%2f|%5c|$)/i.test(path) || path.includes('\\')
}

function unavailable(message: string, cause?: unknown): Breakdown {
  return new Breakdown('tenants_unavailable', message, { cause, retryAfterSeconds: 1 })
}
