import type { Lane } from '../client/lane.js'
import { failureOf, RedisFailure } from '../client/redis-failure.js'
import type { Epoch } from './epoch.js'

/** What a bucket says of one key. */
export interface Told {
  readonly isFree: boolean
  /** Epoch seconds since when the bucket remembers. */
  readonly remembersSince: number
}

/** One reservation, of which Redis has to say two things. */
interface Waiting {
  isFree: boolean | undefined
  readonly resolve: (told: Told) => void
  readonly reject: (failure: RedisFailure) => void
}

/** Reservations of one turn of the event loop: they share one look at the epoch, and one timer. */
interface Batch {
  readonly waiting: Set<Waiting>
  remembersSince: number | undefined
  /** What the batch still waits for, when its time is over. */
  last: Promise<unknown> | undefined
  timer: ReturnType<typeof setTimeout> | undefined
}

interface BucketParts {
  /** Of its keys, with the hash tag. */
  readonly start: string
  readonly lane: Lane
  readonly epoch: Epoch
  /** Makes values that no other reservation has, where a command may be sent twice. */
  readonly nextValue: (() => string) | undefined
}

/**
 * Proofs that are on one node, with its epoch. A reservation is one `SET … NX PX`; one `GET` of the epoch
 * follows those of a turn, on the same connection, so that it costs no time of its own.
 */
export class Bucket {
  readonly #parts: BucketParts
  #open: Batch | undefined

  constructor(parts: BucketParts) {
    this.#parts = parts
  }

  /** Looks at the epoch, and begins one where there is none. */
  look(): Promise<number> {
    const { lane, epoch } = this.#parts
    const refusal = lane.refusal()
    return refusal === undefined ? epoch.read() : Promise.reject(refusal)
  }

  /** @returns a promise that rejects with a `RedisFailure`, in time */
  reserve(digest: string, milliseconds: number): Promise<Told> {
    const refusal = this.#parts.lane.refusal()
    if (refusal !== undefined) return Promise.reject(refusal)
    // First: some clients write what they have at the end of the turn, and the look belongs to it.
    const batch = this.#open ?? this.#begin()
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { isFree: undefined, resolve, reject }
      batch.waiting.add(waiting)
      const answer = this.#take(digest, milliseconds)
      batch.last = answer
      answer.then(
        (isFree) => tellFree(batch, waiting, isFree),
        (error) => giveUp(batch, waiting, error),
      )
    })
  }

  async #take(digest: string, milliseconds: number): Promise<boolean> {
    const { lane, start, nextValue } = this.#parts
    const key = start + digest
    const value = nextValue?.() ?? '1'
    const answer = await lane.send(key, ['SET', key, value, 'NX', 'PX', String(milliseconds)])
    if (answer === 'OK') return true
    if (answer !== null) throw new RedisFailure('Redis answered something else')
    // Sent twice, the second meets the first.
    return nextValue !== undefined && (await lane.send(key, ['GET', key])) === value
  }

  #begin(): Batch {
    const batch: Batch = {
      waiting: new Set(),
      remembersSince: undefined,
      last: undefined,
      timer: setTimeout(() => this.#late(batch), this.#parts.lane.timeoutMilliseconds),
    }
    batch.timer?.unref()
    this.#open = batch
    setImmediate(() => {
      this.#open = undefined
      const looking = this.#parts.epoch.read()
      batch.last = looking
      looking.then(
        (remembersSince) => tellEpoch(batch, remembersSince),
        (error) => giveUpAll(batch, error),
      )
    })
    return batch
  }

  #late(batch: Batch): void {
    if (batch.waiting.size === 0) return
    const { lane } = this.#parts
    if (batch.last !== undefined) lane.markLate(batch.last)
    giveUpAll(batch, lane.lateFailure())
  }
}

function tellFree(batch: Batch, waiting: Waiting, isFree: boolean): void {
  waiting.isFree = isFree
  // A key that is there was used, whatever else was forgotten.
  if (!isFree) settle(batch, waiting, 0)
  else if (batch.remembersSince !== undefined) settle(batch, waiting, batch.remembersSince)
}

function tellEpoch(batch: Batch, remembersSince: number): void {
  batch.remembersSince = remembersSince
  for (const waiting of batch.waiting) {
    if (waiting.isFree !== undefined) settle(batch, waiting, remembersSince)
  }
  if (batch.waiting.size === 0) clearTimeout(batch.timer)
}

function settle(batch: Batch, waiting: Waiting, remembersSince: number): void {
  batch.waiting.delete(waiting)
  waiting.resolve({ isFree: waiting.isFree === true, remembersSince })
}

function giveUp(batch: Batch, waiting: Waiting, error: unknown): void {
  batch.waiting.delete(waiting)
  waiting.reject(failureOf(error))
}

function giveUpAll(batch: Batch, error: unknown): void {
  for (const waiting of batch.waiting) giveUp(batch, waiting, error)
}
