import type { Forgotten } from '@portcullis/core'
import { failureOf, type RedisFailure } from '../client/redis-failure.js'

/** What becomes of a reservation, once Redis said its part or failed to. */
export interface Verdicts {
  /** @param remembersSince - epoch seconds since when the store remembers */
  free(remembersSince: number, acceptableSince: number): boolean | Forgotten
  /** @throws what the guard is told instead */
  unavailable(failure: RedisFailure): boolean
}

/** One proof, of which Redis has to say two things: whether its key was free, and since when it remembers. */
export class Reservation {
  readonly outcome: Promise<boolean | Forgotten>
  readonly #verdicts: Verdicts
  readonly #acceptableSince: number
  #resolve: ((outcome: boolean | Forgotten) => void) | undefined
  #reject: ((reason: unknown) => void) | undefined
  #isFree = false
  #remembersSince: number | undefined

  constructor(acceptableSince: number, verdicts: Verdicts) {
    this.#acceptableSince = acceptableSince
    this.#verdicts = verdicts
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get isOpen(): boolean {
    return this.#resolve !== undefined
  }

  /** A key that is there was used, whatever else was forgotten. */
  tellUsed(): void {
    this.#resolve?.(false)
    this.#close()
  }

  tellFree(): void {
    this.#isFree = true
    this.#settle()
  }

  tellEpoch(remembersSince: number): void {
    this.#remembersSince = remembersSince
    this.#settle()
  }

  giveUp(error: unknown): void {
    if (!this.isOpen) return
    try {
      this.#resolve?.(this.#verdicts.unavailable(failureOf(error)))
    } catch (reason) {
      this.#reject?.(reason)
    }
    this.#close()
  }

  #settle(): void {
    if (!(this.#isFree && this.#remembersSince !== undefined && this.isOpen)) return
    this.#resolve?.(this.#verdicts.free(this.#remembersSince, this.#acceptableSince))
    this.#close()
  }

  #close(): void {
    this.#resolve = undefined
    this.#reject = undefined
  }
}
