import type { Clock } from './clock.js'

/** Failures in a row before calls are held back. */
const tolerated = 5
const firstPauseSeconds = 0.5
const longestPauseSeconds = 5

/**
 * Stops hammering something that keeps failing: after some failures in a row calls are held back, but
 * for one probe whenever a pause is over. The pause doubles with each probe that fails, and is never
 * more than 5 s.
 */
export class Circuit {
  readonly #clock: Clock
  #failures = 0
  #pauseSeconds = 0
  #pausedAt = 0
  #probing = false
  #lastFailure: unknown

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether a call may be made now; a `true` while failing is the one probe of its pause. */
  mayTry(): boolean {
    if (this.secondsLeft > 0) return false
    if (this.#pauseSeconds > 0) {
      // The next pause runs from here on: a probe that hangs must not make it longer.
      this.#pausedAt = this.#clock()
      this.#probing = true
    }
    return true
  }

  succeeded(): void {
    this.#failures = 0
    this.#pauseSeconds = 0
    this.#probing = false
    this.#lastFailure = undefined
  }

  failed(error: unknown): void {
    this.#failures += 1
    this.#lastFailure = error
    if (this.#pauseSeconds > 0) this.#lengthen()
    else if (this.#failures >= tolerated) this.#open()
  }

  #open(): void {
    this.#pauseSeconds = firstPauseSeconds
    this.#pausedAt = this.#clock()
  }

  /** Calls from before the pause say nothing new: only a probe does. */
  #lengthen(): void {
    if (!this.#probing) return
    this.#probing = false
    this.#pauseSeconds = Math.min(this.#pauseSeconds * 2, longestPauseSeconds)
  }

  /** Seconds until the next probe; 0 while a call may be made. */
  get secondsLeft(): number {
    const left = this.#pauseSeconds - (this.#clock() - this.#pausedAt) / 1000
    // A clock that was set back must not make the pause longer.
    return left > this.#pauseSeconds ? 0 : Math.max(0, left)
  }

  /** Why calls are held back. */
  get lastFailure(): unknown {
    return this.#lastFailure
  }
}
