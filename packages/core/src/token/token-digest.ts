import { sha256 } from '../lib/digest.js'
import type { MaybePromise } from '../lib/maybe-promise.js'

/**
 * SHA-256 of a token, as base64url; computed when first asked for, and once. It is the key of every
 * cache, and what a DPoP proof's `ath` is compared with.
 */
export class TokenDigest {
  readonly #token: string
  #value: MaybePromise<string> | undefined

  constructor(token: string) {
    this.#token = token
  }

  value(): MaybePromise<string> {
    this.#value ??= sha256(this.#token)
    return this.#value
  }
}
