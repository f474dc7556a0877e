import type { MaybePromise } from '../lib/maybe-promise.js'

/** A store that lost what it knew: proofs that could have come before then may be replays. */
export interface Forgotten {
  /** Epoch seconds, by the clock of a node: everything that was reserved since then is known. */
  readonly remembersSince: number
}

/** Remembers which proofs were used (RFC 9449 §11.1). */
export interface ReplayStore {
  /**
   * Takes a key for as long as it must not come again. Atomic by contract: of any number of calls with
   * one key, on any number of nodes, exactly one gets `true`.
   *
   * @param key - a digest: opaque, printable ASCII, of fixed length
   * @param expiresAt - epoch seconds; the key must be kept until then, and need not be kept longer
   * @param acceptableSince - epoch seconds; before then no node can have taken the key. A store that can
   * lose what it knew, and did so at that time or later, must not answer `true`
   * @returns whether the key was free; or since when the store remembers, where it may have forgotten the
   * key: the request is then answered with 503
   * @throws when the store cannot tell: the request is then answered with 503, as it is when the answer
   * takes longer than a second, or is none of these
   */
  reserve(
    key: string,
    expiresAt: number,
    acceptableSince: number,
  ): MaybePromise<boolean | Forgotten>
}
