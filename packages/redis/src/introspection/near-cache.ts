import type { IntrospectionEntry } from '@portcullis/core'

/** A read or write under way: what it brings is kept here only if nothing was deleted since it began. */
export interface Errand {
  readonly key: string
  isStale: boolean
}

export interface NearCacheSettings {
  readonly entries: number
  readonly seconds: number
  /** Whether we would hear of it now if an entry were deleted elsewhere. */
  readonly isInformed: () => boolean
}

interface Kept {
  readonly entry: IntrospectionEntry
  /** On the clock that nobody sets. */
  readonly until: number
}

/** The entries used last, in this process, for a moment, and only while deletions are heard of. */
export class NearCache {
  readonly #settings: NearCacheSettings
  readonly #kept = new Map<string, Kept>()
  readonly #errands = new Map<string, Set<Errand>>()

  constructor(settings: NearCacheSettings) {
    this.#settings = settings
  }

  get(key: string): IntrospectionEntry | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined || !this.#settings.isInformed()) return undefined
    if (performance.now() < kept.until) return kept.entry
    this.#kept.delete(key)
    return undefined
  }

  begin(key: string): Errand {
    const errand = { key, isStale: !this.#settings.isInformed() }
    const others = this.#errands.get(key)
    if (others === undefined) this.#errands.set(key, new Set([errand]))
    else others.add(errand)
    return errand
  }

  /** @param entry - what the errand brought; nothing when it failed */
  end(errand: Errand, entry: IntrospectionEntry | undefined): void {
    const others = this.#errands.get(errand.key)
    others?.delete(errand)
    if (others?.size === 0) this.#errands.delete(errand.key)
    if (entry === undefined || errand.isStale || !this.#settings.isInformed()) return
    this.#keep(errand.key, entry)
  }

  forget(key: string): void {
    this.#kept.delete(key)
    for (const errand of this.#errands.get(key) ?? []) errand.isStale = true
  }

  forgetAll(): void {
    this.#kept.clear()
    for (const errands of this.#errands.values()) {
      for (const errand of errands) errand.isStale = true
    }
  }

  #keep(key: string, entry: IntrospectionEntry): void {
    const { entries, seconds } = this.#settings
    this.#kept.delete(key)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= entries && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(key, { entry, until: performance.now() + seconds * 1000 })
  }
}
