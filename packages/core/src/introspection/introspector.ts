import { Breakdown, type Denial, deny } from '../errors/index.js'
import type { Issuer } from '../issuer/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { BoundedCache } from '../lib/bounded-cache.js'
import { Circuit } from '../lib/circuit.js'
import type { Clock } from '../lib/clock.js'
import { deepFreeze } from '../lib/deep-freeze.js'
import { sha256 } from '../lib/digest.js'
import type { JsonObject } from '../lib/json.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import type { IntrospectionCache, IntrospectionEntry } from '../store/index.js'
import type { TokenFacts } from '../token/index.js'
import { callEndpoint, type EndpointSettings } from './call.js'
import { judgeAnswer } from './judge-answer.js'
import { readAnswer } from './read-answer.js'

export interface IntrospectorSettings extends EndpointSettings {
  readonly issuer: Issuer
  readonly audience: readonly string[] | null
  readonly algorithms: ReadonlySet<Algorithm>
  readonly clockToleranceSeconds: number
  readonly allowMissingAudience: boolean
  /** Longest that a good answer serves: the time until a revocation is noticed. 0 keeps nothing. */
  readonly cacheSeconds: number
  /** How long an inactive token is known to be so. */
  readonly negativeCacheSeconds: number
  readonly maximumConcurrentCalls: number
  readonly cache: IntrospectionCache
  readonly clock: Clock
}

const maximumNegativeEntries = 10_000

/** One call under way, and all who wait for its answer. */
interface Flight {
  readonly answer: Promise<IntrospectionEntry | undefined>
  /** Set when the token is forgotten meanwhile: the answer is older than that and is not kept. */
  forgotten: boolean
}

/** Asks one issuer about reference tokens, as seldom as may be. */
export class Introspector {
  readonly #settings: IntrospectorSettings
  readonly #circuit: Circuit
  readonly #negative = new BoundedCache<number>(maximumNegativeEntries)
  readonly #flights = new Map<string, Flight>()
  readonly #source: MaybePromise<string>
  #calls = 0

  constructor(settings: IntrospectorSettings) {
    const { issuer, endpoint, clientId, response } = settings
    this.#settings = settings
    this.#circuit = new Circuit(settings.clock)
    this.#source = sha256(JSON.stringify([issuer.identifier, endpoint, clientId, response]))
  }

  /**
   * What the issuer says about the token; a denial when it is not active, or not for us.
   *
   * @param digest - SHA-256 of the token, as base64url
   */
  async introspect(token: string, digest: string): Promise<TokenFacts | Denial> {
    const key = await this.#key(digest)
    const entry = await this.#entry(key, token)
    if (entry === undefined) {
      const who = printable(this.#settings.issuer.identifier)
      return deny('token_inactive', `${who} says that the token is not active`)
    }
    return this.#judge(entry.claims)
  }

  /** Lets go of all that is known about a token, so that the next use asks the issuer. */
  async forget(digest: string): Promise<void> {
    const key = await this.#key(digest)
    const flight = this.#flights.get(key)
    if (flight !== undefined) flight.forgotten = true
    this.#flights.delete(key)
    this.#negative.delete(key)
    await this.#settings.cache.delete(key)
  }

  /** Nobody else's question, and nobody else's answer: issuer, endpoint and our own name are in it. */
  async #key(digest: string): Promise<string> {
    return `${await this.#source}.${digest}`
  }

  async #entry(key: string, token: string): Promise<IntrospectionEntry | undefined> {
    const now = this.#now()
    if ((this.#negative.get(key) ?? 0) > now) return undefined
    const kept = await this.#kept(key)
    if (kept !== undefined && kept.expiresAt > now) return kept
    return (this.#flights.get(key) ?? this.#takeOff(key, token)).answer
  }

  /** A cache out of reach is a cache that knows nothing: the issuer is asked instead. */
  async #kept(key: string): Promise<IntrospectionEntry | undefined> {
    try {
      return await this.#settings.cache.get(key)
    } catch {
      return undefined
    }
  }

  #takeOff(key: string, token: string): Flight {
    this.#checkCapacity()
    this.#calls += 1
    const flight: Flight = {
      forgotten: false,
      answer: this.#ask(token)
        .then((answer) => this.#keep(key, answer, flight))
        .finally(() => {
          this.#calls -= 1
          if (this.#flights.get(key) === flight) this.#flights.delete(key)
        }),
    }
    this.#flights.set(key, flight)
    return flight
  }

  #checkCapacity(): void {
    const { maximumConcurrentCalls, issuer } = this.#settings
    if (this.#calls >= maximumConcurrentCalls) {
      const message = `${maximumConcurrentCalls} calls to ${printable(issuer.identifier)} are under way`
      throw new Breakdown('introspection_overloaded', message, { retryAfterSeconds: 1 })
    }
    if (!this.#circuit.mayTry()) {
      const message = `Introspection at ${printable(issuer.identifier)} keeps failing and is left alone for a moment`
      throw new Breakdown('introspection_suspended', message)
    }
  }

  async #ask(token: string): Promise<JsonObject> {
    try {
      const response = await callEndpoint(token, this.#settings)
      const answer = await readAnswer(response, { ...this.#settings, now: this.#now() })
      this.#circuit.succeeded()
      return answer
    } catch (error) {
      this.#circuit.failed()
      throw error
    }
  }

  async #keep(
    key: string,
    answer: JsonObject,
    flight: Flight,
  ): Promise<IntrospectionEntry | undefined> {
    const { cacheSeconds, negativeCacheSeconds } = this.#settings
    const now = this.#now()
    if (answer.active !== true) {
      if (!flight.forgotten) this.#negative.set(key, now + negativeCacheSeconds)
      return undefined
    }
    const expiry = typeof answer.exp === 'number' ? answer.exp : Number.POSITIVE_INFINITY
    const entry = { claims: deepFreeze(answer), expiresAt: Math.min(now + cacheSeconds, expiry) }
    if (!flight.forgotten && entry.expiresAt > now) await this.#store(key, entry)
    return entry
  }

  async #store(key: string, entry: IntrospectionEntry): Promise<void> {
    try {
      await this.#settings.cache.set(key, entry)
    } catch {
      // Not kept: the next use asks again.
    }
  }

  #judge(claims: Readonly<JsonObject>): TokenFacts | Denial {
    const { issuer, audience, clockToleranceSeconds, allowMissingAudience } = this.#settings
    return judgeAnswer(claims, issuer.identifier, {
      audience,
      audienceMayBeMissing: allowMissingAudience,
      expiryMayBeMissing: true,
      clockToleranceSeconds,
      now: this.#now(),
    })
  }

  #now(): number {
    return this.#settings.clock() / 1000
  }
}
