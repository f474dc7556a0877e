import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

interface Entry {
  payload: AdapterPayload
  expiresAtMilliseconds: number
}

/**
 * A store for one kind of thing (sessions, access tokens, …). It holds a bounded number of entries: the oldest makes
 * room for the newest, and one that has expired is as good as absent.
 */
export class MemoryAdapter implements Adapter {
  readonly #entries = new Map<string, Entry>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    const expiresAtMilliseconds =
      expiresInSeconds === undefined
        ? Number.POSITIVE_INFINITY
        : Date.now() + expiresInSeconds * 1000
    // Deleting first moves a rewritten entry to the young end of the map.
    this.#entries.delete(id)
    this.#makeRoom()
    this.#entries.set(id, { payload, expiresAtMilliseconds })
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.#entries.get(id)
    if (entry === undefined) return undefined
    if (entry.expiresAtMilliseconds > Date.now()) return entry.payload
    this.#entries.delete(id)
    return undefined
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findWhere((payload) => payload.uid === uid)
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findWhere((payload) => payload.userCode === userCode)
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id)
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id)
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#entries) {
      if (payload.grantId === grantId) this.#entries.delete(id)
    }
  }

  async #findWhere(matches: (payload: AdapterPayload) => boolean) {
    for (const [id, { payload }] of this.#entries) {
      if (matches(payload)) return this.find(id)
    }
    return undefined
  }

  #makeRoom(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size < this.#limit) return
      this.#entries.delete(oldest)
    }
  }
}

/** One store per kind of thing, each with at most `limit` entries. */
export function memoryAdapters(limit = 10_000): AdapterFactory {
  return () => new MemoryAdapter(limit)
}
