import { BoundedCache } from '../lib/bounded-cache.js'
import { hmacSha256 } from '../lib/digest.js'

export interface NonceSettings {
  /** The first issues, all verify: put a new one in front, take an old one out a lifetime later. */
  readonly secrets: readonly Uint8Array[]
  /** Longest that a nonce is good after it was given out. */
  readonly lifetimeSeconds: number
}

/**
 * Stateless nonces (RFC 9449 §9): the HMAC of a time window. Nobody without the secret can tell the next
 * one; every node with the secret honours it; within a window it stays the same.
 */
export class Nonces {
  readonly #settings: NonceSettings
  /** A nonce is given out for so long. */
  readonly windowSeconds: number
  readonly #known = new BoundedCache<readonly string[]>(64)

  constructor(settings: NonceSettings) {
    this.#settings = settings
    this.windowSeconds = settings.lifetimeSeconds / 2
  }

  /** The nonce to give out now. */
  async issue(now: number): Promise<string> {
    const [nonce = ''] = await this.#of(this.#windowAt(now))
    return nonce
  }

  /**
   * Until when a nonce may be used, in epoch seconds; nothing when it is not ours, or not any more. The
   * next window counts as well: another node's clock may be ahead.
   */
  async acceptedUntil(nonce: string, now: number): Promise<number | undefined> {
    const current = this.#windowAt(now)
    for (const window of [current, current - 1, current + 1]) {
      const nonces = await this.#of(window)
      if (nonces.some((own) => isEqual(own, nonce))) return (window + 2) * this.windowSeconds
    }
    return undefined
  }

  #windowAt(now: number): number {
    return Math.floor(now / this.windowSeconds)
  }

  /** One nonce per secret, computed once per window. */
  async #of(window: number): Promise<readonly string[]> {
    const key = String(window)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const text = `portcullis dpop nonce ${this.#settings.lifetimeSeconds} ${window}`
    const made = await Promise.all(this.#settings.secrets.map((secret) => hmacSha256(secret, text)))
    this.#known.set(key, made)
    return made
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
