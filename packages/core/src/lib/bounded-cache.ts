/**
 * A map that holds at most so many entries, for any number of keys seen. Two generations: when the
 * young one is half the bound, the old one is dropped whole. An entry that is read stays young, so
 * what is in use survives, at the price of two look-ups and without bookkeeping per read.
 */
export class BoundedCache<V> {
  readonly #half: number
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  /** @param maximumEntries - at least 2 */
  constructor(maximumEntries: number) {
    this.#half = Math.max(1, Math.floor(maximumEntries / 2))
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }

  delete(key: string): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }

  /** All that is held; reading them keeps none of them young. */
  values(): readonly V[] {
    return [...new Map([...this.#old, ...this.#young]).values()]
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }
}
