import type { JsonObject } from '../lib/json.js'
import type { MaybePromise } from '../lib/maybe-promise.js'

/** What an issuer said about an active token. */
export interface IntrospectionEntry {
  readonly claims: Readonly<JsonObject>
  /** Epoch seconds of the answer: a guard that wants fresher ones does not use it. */
  readonly answeredAt: number
  /** Epoch seconds from which on nobody may use it; never later than the token's `exp`. */
  readonly expiresAt: number
}

/**
 * Keeps what issuers said about reference tokens, for a while. Keys are digests over who was asked, by
 * whom, about which token; they do not contain the token. May be shared by guards and by nodes.
 *
 * A cache that throws, or takes longer than half a second, is done without: the issuer is asked.
 */
export interface IntrospectionCache {
  /**
   * The entry under the key, or nothing. An expired entry may be returned; it is not used.
   *
   * @param search - the same object for a look and for the answer that follows it. By it, a cache of several
   * nodes can tell that the entry was deleted in between: such an answer is older than that, and not kept
   */
  get(key: string, search?: object): MaybePromise<IntrospectionEntry | undefined>
  set(key: string, entry: IntrospectionEntry, search?: object): MaybePromise<void>
  delete(key: string): MaybePromise<void>
  /** Where other nodes can delete: tells of every key that was deleted, here or there. Each guard asks once. */
  onDelete?(listener: (key: string) => void): void
}
