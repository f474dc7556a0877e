import { Breakdown } from '../errors/index.js'
import { boundedFetch, type Fetch } from '../lib/bounded-fetch.js'
import type { Clock } from '../lib/clock.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import { Refreshed } from '../lib/refreshed.js'
import { discover, type IssuerMetadata } from './discover.js'
import { IssuerKeys, type KeyTimes } from './issuer-keys.js'
import { type KeySet, readKeySet } from './key-set.js'

const maximumBytes = 512 * 1024
const metadataFreshSeconds = 3600
const metadataUsableSeconds = 24 * 3600

export interface IssuerOptions {
  readonly identifier: string
  /** Skips discovery of the key set's URL. */
  readonly jwksUri?: string | undefined
  /** The key set itself: nothing is fetched. */
  readonly jwks?: unknown
  readonly fetch: Fetch
  readonly timeoutSeconds: number
  readonly keyTimes: KeyTimes
  readonly clock: Clock
}

/** One trusted issuer: its metadata and its keys. Fetches nothing until asked. */
export class Issuer {
  readonly identifier: string
  readonly keys: IssuerKeys
  readonly #options: IssuerOptions
  readonly #fetch: Fetch
  readonly #metadata: Refreshed<IssuerMetadata>

  constructor(options: IssuerOptions) {
    this.identifier = options.identifier
    this.#options = options
    this.#fetch = boundedFetch(options.fetch, { ...options, maximumBytes })
    this.#metadata = new Refreshed({
      load: () => discover(options.identifier, this.#fetch),
      freshSeconds: metadataFreshSeconds,
      usableSeconds: metadataUsableSeconds,
      clock: options.clock,
    })
    this.keys = new IssuerKeys({
      issuer: options.identifier,
      load: () => this.#loadKeys(),
      times: options.keyTimes,
      clock: options.clock,
    })
  }

  /** What the issuer publishes about itself. */
  async metadata(): Promise<IssuerMetadata> {
    return this.#metadata.current() ?? (await this.#metadata.refresh())
  }

  async #loadKeys(): Promise<KeySet> {
    if (this.#options.jwks !== undefined) return this.#readKeys(this.#options.jwks)
    const url = this.#options.jwksUri ?? (await this.#discoverJwksUri())
    try {
      return await this.#readKeys((await this.#requestKeys(url)).json())
    } catch (error) {
      // The key set may have moved: ask for its address again next time.
      this.#metadata.expire()
      throw error
    }
  }

  async #discoverJwksUri(): Promise<string> {
    const { jwksUri } = await this.metadata()
    if (jwksUri !== undefined) return jwksUri
    const message = `The metadata of ${printable(this.identifier)} has no jwks_uri`
    throw new Breakdown('issuer_metadata_invalid', message)
  }

  async #readKeys(body: MaybePromise<unknown>): Promise<KeySet> {
    try {
      return await readKeySet(await body)
    } catch (cause) {
      const message = `The key set of ${printable(this.identifier)} is not usable`
      throw new Breakdown('issuer_keys_invalid', message, { cause })
    }
  }

  async #requestKeys(url: string): Promise<Response> {
    const message = `The key set of ${printable(this.identifier)} could not be fetched`
    const headers = { accept: 'application/jwk-set+json, application/json' }
    const response = await this.#fetch(url, { method: 'GET', headers }).catch((cause: unknown) => {
      throw new Breakdown('issuer_keys_unreachable', message, { cause })
    })
    if (response.status === 200) return response
    throw new Breakdown('issuer_keys_unreachable', `${message}: it answered ${response.status}`)
  }
}
