import type { Clock } from './clock.js'

/** Failures in a row before calls are held back. */
const tolerated = 3
const firstPauseSeconds = 0.5
const longestPauseSeconds = 5

/**
 * Stops hammering something that keeps failing: after some failures in a row calls are held back, but
 * for one probe whenever a pause is over. The pause doubles and is never more than 5 s.
 */
export class Circuit {
  readonly #clock: Clock
  #failures = 0
  #lastTryAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether a call may be made now; a `true` while failing is the one probe of its pause. */
  mayTry(): boolean {
    if (this.#failures < tolerated) return true
    const elapsed = this.#clock() - this.#lastTryAt
    if (elapsed >= 0 && elapsed < this.pauseSeconds * 1000) return false
    this.#lastTryAt = this.#clock()
    return true
  }

  succeeded(): void {
    this.#failures = 0
  }

  failed(): void {
    this.#failures += 1
    this.#lastTryAt = this.#clock()
  }

  /** Seconds between probes; 0 while calls go freely. */
  get pauseSeconds(): number {
    if (this.#failures < tolerated) return 0
    return Math.min(firstPauseSeconds * 2 ** (this.#failures - tolerated), longestPauseSeconds)
  }
}
