import type { MaybePromise } from '../lib/maybe-promise.js'
import type { KeyChoice } from './key-set.js'

/** Where the keys of an issuer come from: fetched, or at hand. */
export interface KeySource {
  /** Keys that could have made a signature with this header. */
  choose(keyId: string | undefined, algorithm: string): MaybePromise<KeyChoice>
  /** After a signature without a `kid` fits no key: what there is when one looks once more. */
  chooseAgain(algorithm: string): Promise<KeyChoice>
  /** Whether the keys that were last chosen from may still serve. */
  readonly usable: boolean
}

/** An issuer, as far as its signatures are concerned. */
export interface KeyHolder {
  readonly identifier: string
  readonly keys: KeySource
}
