import type { JsonObject } from '../lib/json.js'
import type { MaybePromise } from '../lib/maybe-promise.js'

/** What an issuer said about an active token. */
export interface IntrospectionEntry {
  readonly claims: Readonly<JsonObject>
  /** Epoch seconds from which on the answer must not be used. */
  readonly expiresAt: number
}

/**
 * Keeps what issuers said about reference tokens, for a while. Keys are digests over who was asked, by
 * whom, about which token; they do not contain the token. May be shared by guards and by nodes.
 */
export interface IntrospectionCache {
  /** The entry under the key, or nothing. An expired entry may be returned; it is not used. */
  get(key: string): MaybePromise<IntrospectionEntry | undefined>
  set(key: string, entry: IntrospectionEntry): MaybePromise<void>
  delete(key: string): MaybePromise<void>
}
