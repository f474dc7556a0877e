import type { MaybePromise } from '../lib/maybe-promise.js'

/** Keeps what an issuer said about a reference token, for a while. Keys never contain the token. */
export interface IntrospectionCache {
  /** The value under the key, or nothing; also nothing when it expired. */
  get(key: string): MaybePromise<string | undefined>
  /** @param expiresAt - epoch seconds; the value must not be given out from then on */
  set(key: string, value: string, expiresAt: number): MaybePromise<void>
  delete(key: string): MaybePromise<void>
}
