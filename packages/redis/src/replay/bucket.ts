import type { Forgotten } from '@portcullis/core'
import type { Lane } from '../client/lane.js'
import { RedisFailure } from '../client/redis-failure.js'
import type { Epoch } from './epoch.js'
import type { Replication, ReplicationErrand } from './replication.js'
import { Reservation, type Verdicts } from './reservation.js'

/** Reservations of one turn of the event loop: they share one look at the epoch, and one timer. */
interface Batch {
  readonly reservations: Reservation[]
  readonly replication: ReplicationErrand | undefined
  /** Writes what the client collected, where it does not do so by itself. */
  readonly write: (() => void) | undefined
  /** What was sent last: while it has no answer, the node is behind. */
  last: Promise<unknown> | undefined
  timer: ReturnType<typeof setTimeout> | undefined
}

/** Larger batches would have client and server wait for each other in turns. */
const mostInBatch = 32

interface BucketParts {
  /** Of its keys, with the hash tag. */
  readonly start: string
  readonly lane: Lane
  readonly epoch: Epoch
  readonly verdicts: Verdicts
  /** Makes values that no other reservation has, where a command may be sent twice. */
  readonly nextValue: (() => string) | undefined
  /** Where replicas must have a proof before it passes. */
  readonly replication: Replication | undefined
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
  async look(): Promise<void> {
    const { lane, epoch } = this.#parts
    const refusal = lane.refusal()
    if (refusal !== undefined) throw refusal
    await lane.inTime(epoch.read())
  }

  reserve(
    digest: string,
    milliseconds: number,
    acceptableSince: number,
  ): Promise<boolean | Forgotten> {
    const { lane, verdicts } = this.#parts
    const reservation = new Reservation(acceptableSince, verdicts)
    const refusal = lane.refusal()
    if (refusal === undefined) this.#send(reservation, digest, milliseconds)
    else reservation.giveUp(refusal)
    return reservation.outcome
  }

  #send(reservation: Reservation, digest: string, milliseconds: number): void {
    const { lane, start, nextValue } = this.#parts
    // First: some clients write what they have at the end of the turn, and the look belongs to it.
    const batch = this.#open ?? this.#begin()
    batch.reservations.push(reservation)
    const key = start + digest
    const value = nextValue === undefined ? '1' : nextValue()
    const answer = lane.send(key, ['SET', key, value, 'NX', 'PX', String(milliseconds)])
    batch.last = answer
    if (batch.reservations.length === mostInBatch) this.#close(batch)
    answer.then(
      (said) => {
        if (said === 'OK') reservation.tellFree()
        else if (said !== null) reservation.giveUp(new RedisFailure('Redis answered oddly'))
        else if (nextValue === undefined) reservation.tellUsed()
        else this.#compare(reservation, key, value)
      },
      (error) => reservation.giveUp(error),
    )
  }

  /** A command that was sent twice meets itself: then the key was free all the same. */
  #compare(reservation: Reservation, key: string, value: string): void {
    this.#parts.lane.send(key, ['GET', key]).then(
      (found) => (found === value ? this.#meetItself(reservation) : reservation.tellUsed()),
      (error) => reservation.giveUp(error),
    )
  }

  #meetItself(reservation: Reservation): void {
    if (this.#parts.replication === undefined) {
      reservation.tellFree()
      return
    }
    // Another connection wrote it: the `WAIT` of this one may say nothing of it.
    const message = 'The connection was lost before replicas had the proof'
    reservation.giveUp(new RedisFailure(message))
  }

  #begin(): Batch {
    const batch: Batch = {
      reservations: [],
      write: this.#parts.lane.collect(),
      replication: this.#parts.replication?.begin(),
      last: undefined,
      timer: undefined,
    }
    this.#open = batch
    setImmediate(() => {
      if (this.#open === batch) this.#close(batch)
      this.#limit(batch)
    })
    return batch
  }

  #close(batch: Batch): void {
    this.#open = undefined
    const looking = this.#look(batch.replication)
    batch.last = looking
    batch.write?.()
    looking.then(
      (remembersSince) => {
        let isOpen = false
        for (const reservation of batch.reservations) {
          reservation.tellEpoch(remembersSince)
          isOpen ||= reservation.isOpen
        }
        if (!isOpen) clearTimeout(batch.timer)
      },
      (error) => {
        for (const reservation of batch.reservations) reservation.giveUp(error)
      },
    )
  }

  /** From the end of the turn: how long that took is not the fault of Redis. */
  #limit(batch: Batch): void {
    if (!batch.reservations.some(({ isOpen }) => isOpen)) return
    batch.timer = this.#parts.lane.onLate(() => this.#giveUp(batch)).unref()
  }

  /** Since when the bucket remembers, once replicas have what was written, if they must. */
  #look(replication: ReplicationErrand | undefined): Promise<number> {
    const looking = this.#parts.epoch.read()
    if (replication === undefined) return looking
    return Promise.all([looking, replication.confirm()]).then(([remembersSince]) => remembersSince)
  }

  #giveUp(batch: Batch): void {
    const open = batch.reservations.filter(({ isOpen }) => isOpen)
    if (open.length === 0) return
    const { lane } = this.#parts
    if (batch.last !== undefined) lane.markLate(batch.last)
    for (const reservation of open) reservation.giveUp(lane.lateFailure())
  }
}
