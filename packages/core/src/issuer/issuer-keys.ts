import { Breakdown } from '../errors/index.js'
import type { Clock } from '../lib/clock.js'
import { withDeadline } from '../lib/deadline.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import { Refreshed } from '../lib/refreshed.js'
import { chooseKeys, type KeyChoice, type KeySet, succeed } from './key-set.js'
import type { KeySource } from './key-source.js'

export interface KeyTimes {
  /** So long keys serve without being fetched again. Default 600. */
  readonly freshSeconds: number
  /** So long after they were fetched keys may serve while the issuer fails. Default 3600. */
  readonly usableSeconds: number
  /** Least time between two fetches caused by unknown keys. Default 30. */
  readonly cooldownSeconds: number
  /** So long one request waits for keys, whatever has to be fetched. Default 10. */
  readonly waitSeconds: number
}

export interface IssuerKeysOptions {
  readonly issuer: string
  /** Fetches the key set; throws a `Breakdown` when it cannot. */
  readonly load: () => Promise<KeySet>
  readonly times: KeyTimes
  readonly clock: Clock
}

/** The keys of one issuer: fetched when first needed, and again when it rotates. */
export class IssuerKeys implements KeySource {
  readonly #options: IssuerKeysOptions
  readonly #sets: Refreshed<KeySet>
  #latest: KeySet | undefined
  #lastHuntAt = Number.NEGATIVE_INFINITY

  constructor(options: IssuerKeysOptions) {
    this.#options = options
    this.#sets = new Refreshed({
      load: async () => {
        this.#latest = succeed(this.#latest, await options.load())
        return this.#latest
      },
      freshSeconds: options.times.freshSeconds,
      usableSeconds: options.times.usableSeconds,
      clock: options.clock,
    })
  }

  /** Keys that could have made a signature with this header; at once when they are at hand. */
  choose(keyId: string | undefined, algorithm: string): MaybePromise<KeyChoice> {
    const set = this.#sets.current()
    if (set === undefined) return this.#chooseAfterLoading(keyId, algorithm)
    const choice = chooseKeys(set, keyId, algorithm)
    return choice.kind === 'unknown' ? this.#hunt(keyId, algorithm) : choice
  }

  /** Whether the keys at hand may serve; renews them in the background when they are no longer fresh. */
  get usable(): boolean {
    return this.#sets.current() !== undefined
  }

  /** Fetches the keys if there are none yet. */
  async warmUp(): Promise<void> {
    if (this.#sets.current() === undefined) await this.#refresh()
  }

  /**
   * After a signature without a `kid` fits no key: the issuer may have rotated, so look once more,
   * within the same cooldown. Nothing when there is nothing new to look at.
   */
  async chooseAgain(algorithm: string): Promise<KeyChoice> {
    return this.#mayHunt() ? this.#huntNow(undefined, algorithm) : { kind: 'unknown' }
  }

  async #chooseAfterLoading(keyId: string | undefined, algorithm: string): Promise<KeyChoice> {
    // What came only now is not asked for again: a request waits once.
    return chooseKeys(await this.#refresh(), keyId, algorithm)
  }

  /** Looks for a key that is not in the set: at most one fetch per cooldown, whatever the flood. */
  #hunt(keyId: string | undefined, algorithm: string): MaybePromise<KeyChoice> {
    return this.#mayHunt() ? this.#huntNow(keyId, algorithm) : { kind: 'unknown' }
  }

  #mayHunt(): boolean {
    // A fetch under way may bring the key, and costs the issuer nothing. While the issuer fails nobody
    // knows whether the key is good: the pause between tries decides.
    if (this.#sets.loading || this.#sets.failing) return true
    const elapsed = this.#options.clock() - this.#lastHuntAt
    return elapsed < 0 || elapsed >= this.#options.times.cooldownSeconds * 1000
  }

  #huntNow(keyId: string | undefined, algorithm: string): Promise<KeyChoice> {
    return this.#await(this.#look(keyId, algorithm))
  }

  async #look(keyId: string | undefined, algorithm: string): Promise<KeyChoice> {
    const joined = this.#sets.loading
    const choice = await this.#fetch(keyId, algorithm)
    // What was joined may have begun before the key was published: a good token is not refused for that.
    const isFruitless = choice.kind === 'unknown' || keyId === undefined
    return joined && isFruitless && this.#mayHunt() ? this.#fetch(keyId, algorithm) : choice
  }

  async #fetch(keyId: string | undefined, algorithm: string): Promise<KeyChoice> {
    // Joining uses nothing up.
    if (!this.#sets.loading) this.#lastHuntAt = this.#options.clock()
    return chooseKeys(await this.#sets.refresh(), keyId, algorithm)
  }

  #refresh(): Promise<KeySet> {
    return this.#await(this.#sets.refresh())
  }

  /** The fetch goes on for those who come later, also when this request stops waiting. */
  #await<T>(coming: Promise<T>): Promise<T> {
    const { issuer, times } = this.#options
    return withDeadline(coming, times.waitSeconds, () => {
      const message = `The keys of ${printable(issuer)} did not come within ${times.waitSeconds} s`
      return new Breakdown('issuer_slow', message)
    })
  }
}
