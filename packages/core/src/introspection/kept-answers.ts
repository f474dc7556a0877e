import { attempt } from '../lib/attempt.js'
import { BoundedCache } from '../lib/bounded-cache.js'
import type { Clock } from '../lib/clock.js'
import type { JsonObject } from '../lib/json.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import type { IntrospectionCache, IntrospectionEntry } from '../store/index.js'
import type { IsForgotten } from './flights.js'

/** What an issuer said: members of the answer about an active token, or that it is not active. */
export type Verdict = Readonly<JsonObject> | 'inactive'

export interface KeepingRules {
  readonly cache: IntrospectionCache
  /** Longest that a good answer serves: the time until a revocation is noticed. 0 keeps nothing. */
  readonly cacheSeconds: number
  /** How long an inactive token is known to be so. 0 keeps nothing. */
  readonly negativeCacheSeconds: number
  readonly clock: Clock
}

const maximumInactive = 10_000
/** A cache that takes longer is done without: the issuer is asked instead. */
const patienceSeconds = 0.5

/**
 * Answers that may serve again. Good ones are in the cache, which may be shared; who is not active is
 * remembered here alone, because anybody can send any number of such tokens.
 */
export class KeptAnswers {
  readonly #rules: KeepingRules
  /** Epoch seconds of the answer. */
  readonly #inactive = new BoundedCache<number>(maximumInactive)

  constructor(rules: KeepingRules) {
    this.#rules = rules
  }

  /** What is still believed. A cache out of reach is a cache that knows nothing. */
  find(key: string, search?: object): MaybePromise<Verdict | undefined> {
    const { cache, cacheSeconds, negativeCacheSeconds } = this.#rules
    const inactiveSince = this.#inactive.get(key)
    if (inactiveSince !== undefined && this.#isWithin(inactiveSince, negativeCacheSeconds)) {
      return 'inactive'
    }
    if (cacheSeconds === 0) return undefined
    const found = attempt(() => cache.get(key, search), patienceSeconds)
    return andThen(found, (entry) => (this.#mayServe(entry) ? entry.claims : undefined))
  }

  /** Errors never come here: only what an issuer said is kept, and nothing of a forgotten token. */
  async keep(
    key: string,
    verdict: Verdict,
    isForgotten: IsForgotten,
    search?: object,
  ): Promise<void> {
    if (isForgotten()) return
    if (verdict !== 'inactive') return this.#keepActive(key, verdict, isForgotten, search)
    this.#inactive.set(key, this.#now())
  }

  async #keepActive(
    key: string,
    claims: Readonly<JsonObject>,
    isForgotten: IsForgotten,
    search: object | undefined,
  ): Promise<void> {
    const { cache, cacheSeconds } = this.#rules
    const answeredAt = this.#now()
    const expiresAt = Math.min(answeredAt + cacheSeconds, expiryOf(claims))
    if (expiresAt <= answeredAt) return
    const entry = { claims, answeredAt, expiresAt }
    await attempt(() => cache.set(key, entry, search), patienceSeconds)
    // Forgotten while it was written: what came too late goes again.
    if (isForgotten()) await attempt(() => cache.delete(key), patienceSeconds)
  }

  /** @throws what the cache throws: whoever forgets must know when it did not work */
  async forget(key: string): Promise<void> {
    await this.#rules.cache.delete(key)
  }

  /** What is remembered here alone. */
  letGo(key: string): void {
    this.#inactive.delete(key)
  }

  /** A cache may be shared with guards that keep answers longer, and hold what is no entry. */
  #mayServe(entry: IntrospectionEntry | undefined): entry is IntrospectionEntry {
    if (entry?.claims?.active !== true) return false
    return (
      this.#isWithin(entry.answeredAt, this.#rules.cacheSeconds) && this.#now() < entry.expiresAt
    )
  }

  /** Distance, not age: after a clock was set back an answer does not last longer. */
  #isWithin(answeredAt: number, seconds: number): boolean {
    return Math.abs(this.#now() - answeredAt) < seconds
  }

  #now(): number {
    return this.#rules.clock() / 1000
  }
}

function expiryOf({ exp }: Readonly<JsonObject>): number {
  return typeof exp === 'number' ? exp : Number.POSITIVE_INFINITY
}
