import { type Clock, ConfigurationError } from '@portcullis/core'
import type { RedisClient } from '../client/redis-client.js'
import type { RedisSubscriber } from '../client/redis-subscriber.js'
import { invalid, readNumber, readObject } from '../lib/options.js'
import { plainCodec, sealedCodec, type ValueCodec, type ValueFault } from './value-codec.js'

/** What happened to the cache. Never a token, nor anything of what is kept. */
export type IntrospectionCacheEvent =
  /** A value in Redis was not believed; the issuer is asked instead. */
  | { readonly kind: 'value_refused'; readonly reason: ValueFault }
  /** Redis did not do what it was asked to; the issuer is asked instead. */
  | { readonly kind: 'unavailable'; readonly message: string }

export interface NearCacheOptions {
  /** Most entries in this process. Default 1000, 1 to 1000000. */
  readonly entries?: number
  /** Longest that one is used before Redis is asked again. Default 5, 0.1 to 60. */
  readonly seconds?: number
}

export interface RedisIntrospectionCacheOptions {
  /** Of `redis` or `ioredis`, also for a cluster. You connect it, you close it. */
  readonly client: RedisClient
  /** Start of all keys, the same on every node. Default `portcullis:`; no braces. */
  readonly keyPrefix?: string
  /** Longest that one look waits for Redis. Default 500, 10 to 900. */
  readonly timeoutMilliseconds?: number
  /** Most commands without an answer; a further one fails at once. Default 10000, 1 to 1000000. */
  readonly maximumPending?: number
  /**
   * Keys of 32 random bytes for AES-256-GCM, the same on every node. The first encrypts, all decrypt: put a
   * new one at the end first, then in front. Default: none, and what issuers say is legible in Redis.
   */
  readonly encryptionKeys?: readonly Uint8Array[]
  /** Another connection, for the deletions of other nodes. Without it there is no near cache. */
  readonly subscriber?: RedisSubscriber
  /** What this process keeps itself. Default: `{}` with a subscriber, else `false`. */
  readonly nearCache?: NearCacheOptions | false
  /** Told what happened. What it throws is ignored. */
  readonly onEvent?: (event: IntrospectionCacheEvent) => void
  /** Milliseconds since the epoch; that of the guard. Default `Date.now`. */
  readonly clock?: Clock
}

export const known = [
  'client',
  'keyPrefix',
  'timeoutMilliseconds',
  'maximumPending',
  'encryptionKeys',
  'subscriber',
  'nearCache',
  'onEvent',
  'clock',
] as const satisfies readonly (keyof RedisIntrospectionCacheOptions)[]

/** The value of a key is in no message. */
export function readCodec(keys: unknown): ValueCodec {
  if (keys === undefined) return plainCodec
  const list: readonly unknown[] = Array.isArray(keys) ? keys : []
  const [first, ...others] = list.filter(isKey).map((key) => Uint8Array.from(key))
  if (first !== undefined && others.length === list.length - 1)
    return sealedCodec([first, ...others])
  throw new ConfigurationError(
    'option_invalid',
    'encryptionKeys is not a list of keys: write at least one Uint8Array of 32 random bytes, the same on every node',
  )
}

function isKey(key: unknown): key is Uint8Array {
  return key instanceof Uint8Array && key.length === 32
}

/** Nothing where this process keeps nothing. */
export function readNearCache({
  nearCache,
  subscriber,
}: Pick<RedisIntrospectionCacheOptions, 'nearCache' | 'subscriber'>):
  | Required<NearCacheOptions>
  | undefined {
  if (nearCache === false || (nearCache === undefined && subscriber === undefined)) return undefined
  const options = nearCache ?? {}
  readObject('nearCache', options, ['entries', 'seconds'])
  if (subscriber === undefined) {
    throw invalid('subscriber', 'missing', 'client.duplicate(), or nearCache: false')
  }
  return {
    entries: readNumber('nearCache.entries', options.entries, { default: 1000, from: 1, to: 1e6 }),
    seconds: readNumber('nearCache.seconds', options.seconds, { default: 5, from: 0.1, to: 60 }),
  }
}
