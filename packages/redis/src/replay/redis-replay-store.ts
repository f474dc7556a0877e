import { randomBytes } from 'node:crypto'
import { Breakdown, type Clock, type Forgotten, type ReplayStore } from '@portcullis/core'
import { type Connection, connectionOf } from '../client/connection.js'
import { Lane, type LaneSettings } from '../client/lane.js'
import type { RedisClient } from '../client/redis-client.js'
import type { RedisFailure } from '../client/redis-failure.js'
import {
  invalid,
  pendingBounds,
  readFunction,
  readKeyPrefix,
  readNumber,
  readObject,
  timeoutBounds,
} from '../lib/options.js'
import { tell } from '../lib/tell.js'
import { Bucket } from './bucket.js'
import { clusterBuckets, onlyBucket } from './bucket-names.js'
import { Epoch } from './epoch.js'
import { Replication, type ReplicationSettings } from './replication.js'
import type { Verdicts } from './reservation.js'

/** What happened to the store. Never a token, a proof or what they say. */
export type ReplayStoreEvent =
  /** A request passed though nobody could tell whether its proof was used before. */
  | { readonly kind: 'replay_unchecked'; readonly reason: Breakdown }
  /** Redis was found empty, and this process was the first to notice: proofs from before are refused. */
  | { readonly kind: 'store_empty'; readonly remembersSince: number }
  /** Redis may throw used proofs away when its memory is full: set `maxmemory-policy noeviction`. */
  | { readonly kind: 'eviction_possible'; readonly policy: string }

export interface RedisReplayStoreOptions {
  /** Of `redis` or `ioredis`, also for a cluster. You connect it, you close it. */
  readonly client: RedisClient
  /** Start of all keys, the same on every node. Default `portcullis:`; no braces. */
  readonly keyPrefix?: string
  /** Longest that one request waits for Redis. Default 500, 10 to 900. */
  readonly timeoutMilliseconds?: number
  /** Most commands without an answer; a further request fails at once. Default 10000, 1 to 1000000. */
  readonly maximumPending?: number
  /**
   * What becomes of a request whose proof cannot be looked up. `refuse` answers 503 (RFC 9449 §11.1);
   * `dangerouslyAllowReplay` lets it pass, so that a proof can be used again and again as long as Redis is
   * down or was emptied, and tells `onEvent` each time. Default `refuse`.
   */
  readonly onUnavailable?: 'refuse' | 'dangerouslyAllowReplay'
  /**
   * How many replicas must have a proof before its request passes (`WAIT`): all that may take over. One that
   * takes over has forgotten no proof then; while fewer answer, `onUnavailable` decides. Not for clusters.
   * Default 0, 0 to 100.
   */
  readonly waitForReplicas?: number
  /** Told what happened. What it throws is ignored. */
  readonly onEvent?: (event: ReplayStoreEvent) => void
  /** Milliseconds since the epoch; that of the guard. Default `Date.now`. */
  readonly clock?: Clock
}

export interface RedisReplayStore extends ReplayStore {
  /**
   * Looks at Redis ahead of the first proof, so that the time in which an empty store refuses proofs begins
   * at the start; and whether a single server may evict proofs, which `onEvent` is told. Redis out of reach
   * stops nothing.
   */
  warmUp(): Promise<void>
}

const known = [
  'client',
  'keyPrefix',
  'timeoutMilliseconds',
  'maximumPending',
  'onUnavailable',
  'waitForReplicas',
  'onEvent',
  'clock',
] as const satisfies readonly (keyof RedisReplayStoreOptions)[]

/**
 * Remembers used proofs in Redis or Valkey, for any number of nodes. One `SET … NX PX` for each; Redis must
 * not evict (`maxmemory-policy noeviction`).
 *
 * @throws ConfigurationError when the options cannot work
 */
export function redisReplayStore(options: RedisReplayStoreOptions): RedisReplayStore {
  return new Store(options)
}

/** As the guard makes them, or longer; nothing that could be mistaken for a part of our keys. */
const digest = /^[\w-]{22,128}$/

class Store implements RedisReplayStore {
  readonly #clock: Clock
  readonly #buckets: readonly [Bucket, ...Bucket[]]
  readonly #reportEviction: () => Promise<void>

  constructor(options: RedisReplayStoreOptions) {
    readObject('redisReplayStore', options, known)
    this.#clock = readFunction('clock', options.clock) ?? Date.now
    const settings = readLane(options)
    this.#buckets = createBuckets(options, settings, this.#clock)
    this.#reportEviction = () => reportEviction(settings, options.onEvent)
  }

  reserve(key: string, expiresAt: number, acceptableSince: number): Promise<boolean | Forgotten> {
    const milliseconds = Math.max(1, Math.ceil(expiresAt * 1000 - this.#clock()))
    const isTold = milliseconds < Number.MAX_SAFE_INTEGER && !Number.isNaN(Number(acceptableSince))
    if (digest.test(key) && isTold) {
      return this.#bucketOf(key).reserve(key, milliseconds, acceptableSince)
    }
    return Promise.reject(new TypeError('reserve takes a digest and two times in seconds'))
  }

  async warmUp(): Promise<void> {
    const looks = this.#buckets.map((bucket) => bucket.look())
    await Promise.allSettled([...looks, this.#reportEviction()])
  }

  #bucketOf(key: string): Bucket {
    const { length } = this.#buckets
    if (length === 1) return this.#buckets[0]
    let sum = 0
    for (let index = 0; index < 8; index++) sum = (sum * 31 + key.charCodeAt(index)) >>> 0
    return this.#buckets[sum % length] ?? this.#buckets[0]
  }
}

const replicaBounds = { default: 0, from: 0, to: 100 }

function readLane(options: RedisReplayStoreOptions): LaneSettings {
  const { client, timeoutMilliseconds, maximumPending } = options
  return {
    connection: connectionOf('client', client),
    timeoutMilliseconds: readNumber('timeoutMilliseconds', timeoutMilliseconds, timeoutBounds),
    maximumPending: readNumber('maximumPending', maximumPending, pendingBounds),
  }
}

/** Nodes of a cluster are not asked one by one. */
async function reportEviction(
  settings: LaneSettings,
  onEvent: RedisReplayStoreOptions['onEvent'],
): Promise<void> {
  if (settings.connection.isCluster) return
  const said = String(await new Lane(settings).ask('', ['INFO', 'memory']))
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(said)?.[1] ?? 'noeviction'
  if (policy === 'noeviction' || /^maxmemory:0\b/m.test(said)) return
  tell(onEvent, { kind: 'eviction_possible', policy })
}

function createBuckets(
  options: RedisReplayStoreOptions,
  settings: LaneSettings,
  clock: Clock,
): readonly [Bucket, ...Bucket[]] {
  const { connection } = settings
  const onEvent = readFunction('onEvent', options.onEvent)
  const onEmpty = (remembersSince: number) => tell(onEvent, { kind: 'store_empty', remembersSince })
  const shared = { verdicts: createVerdicts(options), nextValue: valuesFor(connection) }
  const prefix = `${readKeyPrefix(options.keyPrefix)}proof:`
  const replicas = readReplication(options, settings)
  const create = (name: string) => {
    const start = `${prefix}{${name}}`
    const lane = new Lane(settings)
    const epoch = new Epoch(lane, { key: `${start}:epoch`, clock, onEmpty })
    const replication = replicas && new Replication(lane, start, replicas)
    return new Bucket({ ...shared, start, lane, epoch, replication })
  }
  const [first, ...others] = connection.isCluster ? clusterBuckets : onlyBucket
  return [create(first), ...others.map(create)]
}

/** Half of the time is for replicas, so that a short answer is not a late one. */
function readReplication(
  { waitForReplicas }: RedisReplayStoreOptions,
  { connection, timeoutMilliseconds }: LaneSettings,
): ReplicationSettings | undefined {
  const replicas = readNumber('waitForReplicas', waitForReplicas, replicaBounds)
  if (!Number.isInteger(replicas)) {
    throw invalid('waitForReplicas', String(replicas), 'a whole number of replicas')
  }
  if (replicas === 0) return undefined
  if (connection.isCluster) {
    throw invalid(
      'waitForReplicas',
      'not for a cluster, whose client may write elsewhere than it waits',
      '0, and replace nonce.secrets after a failover',
    )
  }
  return { replicas, waitMilliseconds: Math.floor(timeoutMilliseconds / 2) }
}

function createVerdicts({ onUnavailable, onEvent }: RedisReplayStoreOptions): Verdicts {
  if (!isReplayAllowed(onUnavailable)) {
    return {
      free: (remembersSince, acceptableSince) =>
        remembersSince < acceptableSince || { remembersSince },
      unavailable: (failure) => {
        throw cannotTell(failure.message, failure)
      },
    }
  }
  const letPass = (reason: Breakdown) => {
    tell(onEvent, { kind: 'replay_unchecked', reason })
    return true
  }
  return {
    free: (remembersSince, acceptableSince) =>
      remembersSince < acceptableSince || letPass(cannotTell(`it was empty at ${remembersSince}`)),
    unavailable: (failure) => letPass(cannotTell(failure.message, failure)),
  }
}

function cannotTell(why: string, cause?: RedisFailure): Breakdown {
  const message = `The replay store cannot tell whether the proof was used before: ${why}`
  return new Breakdown('replay_store_unavailable', message, { cause, retryAfterSeconds: 1 })
}

function isReplayAllowed(value: unknown): boolean {
  if (value === undefined || value === 'refuse') return false
  if (value === 'dangerouslyAllowReplay') return true
  const what = `a value of type ${typeof value} that will not do`
  throw invalid('onUnavailable', what, "'refuse' or 'dangerouslyAllowReplay'")
}

/** Nothing that says whose the proof is, and nothing that comes again. */
function valuesFor({ mayResend }: Connection): (() => string) | undefined {
  if (!mayResend) return undefined
  const start = randomBytes(9).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return start + count.toString(36)
  }
}
