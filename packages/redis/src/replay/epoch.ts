import type { Clock } from '@portcullis/core'
import type { Lane } from '../client/lane.js'
import { RedisFailure } from '../client/redis-failure.js'

/**
 * Since when a bucket remembers: a key beside the proofs, without an end. Where it is missing, so may be
 * proofs: the store was emptied, or never used.
 */
export class Epoch {
  readonly #lane: Lane
  readonly #key: string
  readonly #clock: Clock
  readonly #onEmpty: (remembersSince: number) => void
  #beginning: Promise<number> | undefined

  constructor(
    lane: Lane,
    settings: {
      readonly key: string
      readonly clock: Clock
      readonly onEmpty: (remembersSince: number) => void
    },
  ) {
    this.#lane = lane
    this.#key = settings.key
    this.#clock = settings.clock
    this.#onEmpty = settings.onEmpty
  }

  /**
   * Epoch seconds since when everything is known that was reserved before this call, on the same
   * connection: Redis answers in the order of the commands.
   */
  read(): Promise<number> {
    return this.#get().then((found) => found ?? this.#begin())
  }

  async #get(): Promise<number | undefined> {
    const text = await this.#lane.send(this.#key, ['GET', this.#key])
    if (text === null || text === undefined) return undefined
    const seconds = Number(text)
    if (seconds > 0 && seconds < Number.POSITIVE_INFINITY) return seconds
    throw new RedisFailure(`The key ${this.#key} holds what was not written here: delete it`)
  }

  /** Whoever notices first decides. The clock is ours: it is that of the proofs. */
  #begin(): Promise<number> {
    this.#beginning ??= this.#create().finally(() => {
      this.#beginning = undefined
    })
    return this.#beginning
  }

  async #create(): Promise<number> {
    const now = this.#clock() / 1000
    const created = this.#lane.send(this.#key, ['SET', this.#key, String(now), 'NX'])
    const [answer, found] = await Promise.all([created, this.#get()])
    if (found === undefined) throw new RedisFailure('Redis keeps nothing')
    if (answer !== null) this.#onEmpty(found)
    return found
  }
}
