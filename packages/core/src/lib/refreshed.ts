import type { Clock } from './clock.js'

export interface RefreshedOptions<T> {
  /** Fetches the value anew. */
  readonly load: () => Promise<T>
  /** So long the value is used without a thought. */
  readonly freshSeconds: number
  /** So long after it was loaded it may still serve when loading fails. */
  readonly usableSeconds: number
  readonly clock: Clock
}

/** Pauses between failed loads: 0.25 s doubled each time, never more than 5 s. */
const firstPauseSeconds = 0.25
const longestPauseSeconds = 5

/**
 * A value from elsewhere that is loaded lazily and once for all who wait, renewed in the background
 * when no longer fresh, and kept for a bounded time while its source is out of reach.
 */
export class Refreshed<T> {
  readonly #options: RefreshedOptions<T>
  #value: { readonly value: T; readonly loadedAt: number } | undefined
  #flight: Promise<T> | undefined
  #failures = 0
  #failure: { readonly error: unknown; readonly at: number } | undefined

  constructor(options: RefreshedOptions<T>) {
    this.#options = options
  }

  /** The value if it may still serve; starts a renewal in the background when it is not fresh. */
  current(): T | undefined {
    let age = this.#ageSeconds
    if (age < 0) {
      // A clock that was set back must not make the value last longer.
      this.expire()
      age = this.#ageSeconds
    }
    if (age > this.#options.usableSeconds) return undefined
    if (age >= this.#options.freshSeconds && !this.pausing) this.refresh().catch(() => {})
    return this.#value?.value
  }

  /** A renewal: the one under way, or a new one. Within the pause after a failure, that failure. */
  refresh(): Promise<T> {
    if (this.#flight !== undefined) return this.#flight
    if (this.#failure !== undefined && this.pausing) return Promise.reject(this.#failure.error)
    const flight = this.#options.load().then(
      (value) => this.#landed(value),
      (error: unknown) => this.#failed(error),
    )
    this.#flight = flight
    return flight
  }

  /** Makes the value stale: it serves on, and the next use starts a renewal. */
  expire(): void {
    if (this.#value === undefined) return
    const { freshSeconds, clock } = this.#options
    const loadedAt = Math.min(this.#value.loadedAt, clock() - freshSeconds * 1000)
    this.#value = { value: this.#value.value, loadedAt }
  }

  /** Whether a load is under way, so that `refresh` only joins it. */
  get loading(): boolean {
    return this.#flight !== undefined
  }

  /** Whether a load failed so recently that the source is left alone. */
  get pausing(): boolean {
    if (this.#failure === undefined) return false
    const pause = Math.min(firstPauseSeconds * 2 ** (this.#failures - 1), longestPauseSeconds)
    const elapsed = this.#options.clock() - this.#failure.at
    // A clock that was set back must not make the pause longer.
    return elapsed >= 0 && elapsed < pause * 1000
  }

  /** Whether the last load failed. */
  get failing(): boolean {
    return this.#failure !== undefined
  }

  /** Nothing is older than any bound. */
  get #ageSeconds(): number {
    if (this.#value === undefined) return Number.POSITIVE_INFINITY
    return (this.#options.clock() - this.#value.loadedAt) / 1000
  }

  #landed(value: T): T {
    this.#flight = undefined
    this.#failure = undefined
    this.#failures = 0
    this.#value = { value, loadedAt: this.#options.clock() }
    return value
  }

  #failed(error: unknown): never {
    this.#flight = undefined
    this.#failures += 1
    this.#failure = { error, at: this.#options.clock() }
    throw error
  }
}
