import { BoundedCache } from '../lib/bounded-cache.js'
import { hmacSha256 } from '../lib/digest.js'

export interface NonceSettings {
  /** The first issues, all verify: put a new one in front, take an old one out a lifetime later. */
  readonly secrets: readonly Uint8Array[]
  /** Longest that a nonce is good after it was given out. */
  readonly lifetimeSeconds: number
}

/** The clocks of nodes, and of the store that they share, may differ by so much. */
export const clockDifferenceSeconds = 5

/** When proofs with a nonce may be used, in epoch seconds. */
export interface NonceTimes {
  /** No node took a proof with it before then. */
  readonly since: number
  readonly until: number
}

/** The time of a loss in milliseconds, in base 36, before the HMAC of it. */
const afterLoss = /^([0-9a-z]{1,9})\.[\w-]+$/

/**
 * Stateless nonces (RFC 9449 §9): the HMAC of a time window. Nobody without the secret can tell the next
 * one; every node with the secret honours it; within a window it stays the same. After a loss of the replay
 * store, until the next window, it is the HMAC of the time of the loss: no proof from before can have it.
 */
export class Nonces {
  readonly #settings: NonceSettings
  /** A nonce is given out for so long. */
  readonly windowSeconds: number
  readonly #known = new BoundedCache<readonly string[]>(64)
  /** Milliseconds since the epoch. */
  #lostAt = 0

  constructor(settings: NonceSettings) {
    this.#settings = settings
    this.windowSeconds = settings.lifetimeSeconds / 2
  }

  /** The nonce to give out now. */
  async issue(now: number): Promise<string> {
    const window = this.#windowAt(now)
    const isFresh = this.#sinceOf(window) * 1000 > this.#lostAt
    const [nonce = ''] = await (isFresh ? this.#of(window) : this.#ofLoss(this.#lostAt))
    return nonce
  }

  /**
   * From now on gives out nonces that no proof from before the loss can have.
   *
   * @param lostAt - epoch seconds
   * @returns whether there are such nonces: not for a time that is yet to come
   */
  renewAfter(lostAt: number, now: number): boolean {
    if (lostAt > now + this.windowSeconds) return false
    this.#lostAt = Math.max(this.#lostAt, Math.ceil(lostAt * 1000))
    return true
  }

  /**
   * When a nonce may be used; nothing when it is not ours, or not any more. The next window counts as well:
   * another node's clock may be ahead.
   */
  async timesOf(nonce: string, now: number): Promise<NonceTimes | undefined> {
    const current = this.#windowAt(now)
    for (const window of [current, current - 1, current + 1]) {
      const nonces = await this.#of(window)
      if (nonces.some((own) => isEqual(own, nonce))) {
        return { since: this.#sinceOf(window), until: (window + 2) * this.windowSeconds }
      }
    }
    return this.#timesAfterLoss(nonce, now)
  }

  /** Another node may know of a loss that this one did not meet: the nonce says when it was. */
  async #timesAfterLoss(nonce: string, now: number): Promise<NonceTimes | undefined> {
    const lostAt = Number.parseInt(afterLoss.exec(nonce)?.[1] ?? '', 36)
    const until = lostAt / 1000 + this.#settings.lifetimeSeconds
    if (!(now < until && lostAt / 1000 <= now + this.windowSeconds)) return undefined
    const nonces = await this.#ofLoss(lostAt)
    if (!nonces.some((own) => isEqual(own, nonce))) return undefined
    return { since: (lostAt + 1) / 1000, until }
  }

  /** Other nodes may have given it out a little earlier. */
  #sinceOf(window: number): number {
    return window * this.windowSeconds - clockDifferenceSeconds
  }

  #windowAt(now: number): number {
    return Math.floor(now / this.windowSeconds)
  }

  /** One nonce per secret, computed once per window. */
  async #of(window: number): Promise<readonly string[]> {
    const key = String(window)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const made = await this.#make(String(window))
    this.#known.set(key, made)
    return made
  }

  async #ofLoss(lostAt: number): Promise<readonly string[]> {
    const made = await this.#make(`after ${lostAt}`)
    return made.map((hmac) => `${lostAt.toString(36)}.${hmac}`)
  }

  #make(what: string): Promise<readonly string[]> {
    const text = `portcullis dpop nonce ${this.#settings.lifetimeSeconds} ${what}`
    return Promise.all(this.#settings.secrets.map((secret) => hmacSha256(secret, text)))
  }
}

/** In a time that does not depend on where the texts differ. */
function isEqual(own: string, given: string): boolean {
  if (own.length !== given.length) return false
  let difference = 0
  for (let index = 0; index < own.length; index++) {
    difference |= own.charCodeAt(index) ^ given.charCodeAt(index)
  }
  return difference === 0
}
