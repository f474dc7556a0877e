import type { MaybePromise } from '../lib/maybe-promise.js'
import { chooseKeys, type KeyChoice, type KeySet, readKeySet, succeed } from './key-set.js'
import type { KeySource } from './key-source.js'

/**
 * Keys of an issuer in this process: nothing is fetched, and a rotation is seen at once. The key set is
 * taken for the same as long as it is the same object.
 */
export class LocalKeys implements KeySource {
  readonly #read: () => object
  #seen: object | undefined
  #set: KeySet | undefined

  /** @param read - gives the public keys (RFC 7517 §5), a new object whenever they change */
  constructor(read: () => object) {
    this.#read = read
  }

  choose(keyId: string | undefined, algorithm: string): MaybePromise<KeyChoice> {
    if (this.usable && this.#set !== undefined) return chooseKeys(this.#set, keyId, algorithm)
    return this.#renew().then((set) => chooseKeys(set, keyId, algorithm))
  }

  /** What there is was looked at already. */
  async chooseAgain(): Promise<KeyChoice> {
    return { kind: 'unknown' }
  }

  get usable(): boolean {
    return this.#seen !== undefined && this.#read() === this.#seen
  }

  async #renew(): Promise<KeySet> {
    const jwks = this.#read()
    const next = await readKeySet(jwks)
    this.#set = succeed(this.#set, next)
    this.#seen = jwks
    return this.#set
  }
}
