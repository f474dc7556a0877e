import { Breakdown } from '../errors/index.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import { chooseKeys, type KeyChoice, type KeySet, readKeys, succeed } from './key-set.js'
import type { KeySource } from './key-source.js'

/** What was read, and what came of it. */
interface Reading {
  readonly source: object
  /** The members as they were: also a key set that is changed in place has changed. */
  readonly members: readonly unknown[]
  /** The key set that they came from. */
  readonly jwks: object
  readonly set: KeySet
}

/**
 * Keys of an issuer in this process: nothing is fetched, and a rotation is seen at once. The key set is
 * taken for the same as long as its keys, or the promise of them, are the same objects.
 */
export class LocalKeys implements KeySource {
  readonly #read: () => MaybePromise<object>
  #last: Reading | undefined
  #renewing: { readonly source: object; readonly set: Promise<KeySet> } | undefined

  /** @param read - gives the public keys (RFC 7517 §5), a new object whenever they change */
  constructor(read: () => MaybePromise<object>) {
    this.#read = read
  }

  choose(keyId: string | undefined, algorithm: string): MaybePromise<KeyChoice> {
    const source = this.#source()
    const set = isOf(this.#last, source) ? this.#last.set : this.#renew(source)
    return andThen(set, (keys) => chooseKeys(keys, keyId, algorithm))
  }

  /** What there is was looked at already. */
  async chooseAgain(): Promise<KeyChoice> {
    return { kind: 'unknown' }
  }

  get usable(): boolean {
    try {
      return isOf(this.#last, this.#read())
    } catch {
      return false
    }
  }

  #source(): object {
    try {
      return this.#read()
    } catch (cause) {
      throw invalid(cause)
    }
  }

  /** All who come meanwhile wait for the same reading. */
  #renew(source: object): Promise<KeySet> {
    const under = this.#renewing
    if (under !== undefined && under.source === source) return under.set
    const set = this.#load(source).finally(() => {
      if (this.#renewing?.source === source) this.#renewing = undefined
    })
    this.#renewing = { source, set }
    return set
  }

  async #load(source: object): Promise<KeySet> {
    try {
      const jwks = await source
      const list = keysIn(jwks)
      if (list === undefined) throw new TypeError('It is not a JWK Set')
      const members = [...list]
      const set = succeed(this.#last?.set, await readKeys({ keys: members }))
      this.#last = { source, jwks, members, set }
      return set
    } catch (cause) {
      throw invalid(cause)
    }
  }
}

/** Also another list of the same keys is what was read. */
function isOf(reading: Reading | undefined, source: object): reading is Reading {
  if (reading === undefined) return false
  const { members } = reading
  const list = keysIn(reading.source === source ? reading.jwks : source)
  return list?.length === members.length && members.every((key, index) => key === list[index])
}

function keysIn(jwks: unknown): readonly unknown[] | undefined {
  const { keys } = (jwks ?? {}) as { keys?: unknown }
  return Array.isArray(keys) ? keys : undefined
}

function invalid(cause: unknown): Breakdown {
  const message = 'The key set of the authority in this process is not usable'
  return new Breakdown('issuer_keys_invalid', message, { cause })
}
