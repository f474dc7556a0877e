import { randomBytes } from 'node:crypto'
import type { Clock, IntrospectionCache, IntrospectionEntry } from '@portcullis/core'
import { type Connection, connectionOf } from '../client/connection.js'
import { clusterSlots, keySlot } from '../client/key-slot.js'
import { Lane } from '../client/lane.js'
import { failureOf } from '../client/redis-failure.js'
import {
  pendingBounds,
  readFunction,
  readKeyPrefix,
  readNumber,
  readObject,
  timeoutBounds,
} from '../lib/options.js'
import { tell } from '../lib/tell.js'
import { type Deletions, listen } from './deletions.js'
import { NearCache } from './near-cache.js'
import { known, type RedisIntrospectionCacheOptions, readCodec, readNearCache } from './options.js'
import { deleteScript, deletionMilliseconds, keepScript } from './scripts.js'
import type { ValueCodec } from './value-codec.js'

/**
 * Keeps what issuers said about reference tokens in Redis or Valkey, for any number of nodes. Keys are the
 * digests that the guard makes, values are claims and times, encrypted on demand; nothing outlives the
 * token.
 *
 * @throws ConfigurationError when the options cannot work
 */
export function redisIntrospectionCache(
  options: RedisIntrospectionCacheOptions,
): IntrospectionCache {
  return new Cache(options)
}

/** As the guard makes them; nothing that could be mistaken for a part of our keys. */
const digest = /^[\w-]{1,128}$/

class Cache implements IntrospectionCache {
  readonly #lanes: readonly [Lane, ...Lane[]]
  readonly #keyStart: string
  readonly #channel: string
  readonly #codec: ValueCodec
  readonly #near: NearCache | undefined
  readonly #clock: Clock
  readonly #onEvent: RedisIntrospectionCacheOptions['onEvent']
  readonly #listeners: ((key: string) => void)[] = []
  /** The mark of the last deletion that each search saw when it began. */
  readonly #marks = new WeakMap<object, string>()
  readonly #reads = new Map<string, Promise<Found>>()
  readonly #self = randomBytes(9).toString('base64url')

  constructor(options: RedisIntrospectionCacheOptions) {
    readObject('redisIntrospectionCache', options, known)
    this.#lanes = createLanes(connectionOf('client', options.client), options)
    this.#keyStart = `${readKeyPrefix(options.keyPrefix)}introspection:`
    this.#channel = `${this.#keyStart}deleted`
    this.#codec = readCodec(options.encryptionKeys)
    this.#clock = readFunction('clock', options.clock) ?? Date.now
    this.#onEvent = readFunction('onEvent', options.onEvent)
    this.#near = this.#createNear(options)
  }

  get(
    key: string,
    search?: object,
  ): IntrospectionEntry | undefined | Promise<IntrospectionEntry | undefined> {
    return this.#near?.get(key) ?? this.#look(key, search)
  }

  async set(key: string, entry: IntrospectionEntry, search?: object): Promise<void> {
    const names = this.#names(key)
    const milliseconds = Math.floor(entry.expiresAt * 1000 - this.#clock())
    const value = this.#codec.write(names.entry, entry)
    if (value === undefined || milliseconds < 1) {
      await this.#ask(key, ['DEL', names.entry])
      this.#near?.forget(key)
      return
    }
    const mark = (search && this.#marks.get(search)) ?? ''
    const errand = this.#near?.begin(key)
    let isKept = false
    try {
      const args = [names.entry, names.mark, value, String(milliseconds), mark]
      isKept = (await this.#ask(key, ['EVAL', keepScript, '2', ...args])) === 1
    } finally {
      if (errand !== undefined) this.#near?.end(errand, isKept ? entry : undefined)
    }
  }

  async delete(key: string): Promise<void> {
    const names = this.#names(key)
    this.#forget(key)
    const mark = randomBytes(9).toString('base64url')
    const message = `${this.#self} ${key}`
    const args = [
      names.entry,
      names.mark,
      mark,
      String(deletionMilliseconds),
      this.#channel,
      message,
    ]
    await this.#ask(key, ['EVAL', deleteScript, '2', ...args])
    // What was read before Redis knew of it.
    this.#near?.forget(key)
  }

  onDelete(listener: (key: string) => void): void {
    this.#listeners.push(listener)
  }

  async #look(key: string, search: object | undefined): Promise<IntrospectionEntry | undefined> {
    const reading = this.#reads.get(key) ?? this.#read(key)
    const { entry, mark } = await reading
    if (search !== undefined) this.#marks.set(search, mark)
    return entry
  }

  /** One look for all who ask at the same time. */
  #read(key: string): Promise<Found> {
    const reading = this.#fetch(key).finally(() => this.#reads.delete(key))
    this.#reads.set(key, reading)
    return reading
  }

  async #fetch(key: string): Promise<Found> {
    const names = this.#names(key)
    const errand = this.#near?.begin(key)
    let entry: IntrospectionEntry | undefined
    try {
      const answer = await this.#ask(key, ['MGET', names.entry, names.mark])
      const [value, mark] = Array.isArray(answer) ? answer : []
      if (value !== null) entry = this.#decode(names.entry, value)
      return { entry, mark: typeof mark === 'string' ? mark : '' }
    } finally {
      if (errand !== undefined) this.#near?.end(errand, entry)
    }
  }

  #decode(name: string, value: unknown): IntrospectionEntry | undefined {
    const read = this.#codec.read(name, value)
    if (typeof read !== 'string') return read
    tell(this.#onEvent, { kind: 'value_refused', reason: read })
    return undefined
  }

  /** @throws RedisFailure */
  async #ask(key: string, command: [name: string, ...args: string[]]): Promise<unknown> {
    const group = Math.floor((keySlot(key) * this.#lanes.length) / clusterSlots)
    const lane = this.#lanes[group] ?? this.#lanes[0]
    try {
      return await lane.ask(this.#names(key).entry, command)
    } catch (error) {
      const failure = failureOf(error)
      tell(this.#onEvent, { kind: 'unavailable', message: failure.message })
      throw failure
    }
  }

  /** Both are on one node of a cluster. */
  #names(key: string): { readonly entry: string; readonly mark: string } {
    if (!digest.test(key)) throw new TypeError('The key of an entry is a digest')
    const entry = `${this.#keyStart}{${key}}`
    return { entry, mark: `${entry}:deleted` }
  }

  #createNear(options: RedisIntrospectionCacheOptions): NearCache | undefined {
    const settings = readNearCache(options)
    if (options.subscriber === undefined) return undefined
    let deletions: Deletions | undefined
    const isInformed = () => deletions?.isInformed() ?? false
    const near = settings && new NearCache({ ...settings, isInformed })
    deletions = listen(options.subscriber, {
      channel: this.#channel,
      onMessage: (message) => this.#hear(message),
      onGap: () => near?.forgetAll(),
    })
    return near
  }

  /** Our own deletions were dealt with when they were made. */
  #hear(message: string): void {
    const [sender, key] = message.split(' ', 2)
    if (sender !== this.#self && key !== undefined && digest.test(key)) this.#forget(key)
  }

  #forget(key: string): void {
    this.#near?.forget(key)
    for (const listener of this.#listeners) listener(key)
  }
}

interface Found {
  readonly entry: IntrospectionEntry | undefined
  readonly mark: string
}

/** One for each group of slots of a cluster: a node that hangs does not hold up the others. */
function createLanes(
  connection: Connection,
  options: RedisIntrospectionCacheOptions,
): readonly [Lane, ...Lane[]] {
  const settings = {
    connection,
    timeoutMilliseconds: readNumber(
      'timeoutMilliseconds',
      options.timeoutMilliseconds,
      timeoutBounds,
    ),
    maximumPending: readNumber('maximumPending', options.maximumPending, pendingBounds),
  }
  const others = connection.isCluster ? 11 : 0
  return [new Lane(settings), ...Array.from({ length: others }, () => new Lane(settings))]
}
