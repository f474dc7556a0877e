import type { MaybePromise } from '../lib/maybe-promise.js'

/** Remembers which proofs were used (RFC 9449 §11.1). */
export interface ReplayStore {
  /**
   * Takes a key for as long as it must not come again. Atomic by contract: of any number of calls with
   * one key, on any number of nodes, exactly one gets `true`.
   *
   * @param key - a digest: opaque, printable ASCII, of fixed length
   * @param expiresAt - epoch seconds; the key must be kept until then, and need not be kept longer
   * @returns whether the key was free
   * @throws when the store cannot tell: the request is then answered with 503, as it is when the answer
   * takes longer than a second, or is neither `true` nor `false`
   */
  reserve(key: string, expiresAt: number): MaybePromise<boolean>
}
