import type { Lane } from '../client/lane.js'
import { RedisFailure } from '../client/redis-failure.js'

export interface ReplicationSettings {
  /** How many must have what was written. */
  readonly replicas: number
  /** Longest that Redis waits for them. Meanwhile it does nothing else that this connection wants. */
  readonly waitMilliseconds: number
}

/** Of one batch of writes. */
export interface ReplicationErrand {
  /**
   * To be called right after the last write.
   *
   * @returns a promise that rejects with a `RedisFailure` unless enough replicas have all that was written
   *   since `begin`
   */
  confirm(): Promise<void>
}

/** A connection: its number at the server, and both of its ends. */
const connectionText = /\bid=\d+ addr=\S+ laddr=\S+/

/**
 * Has replicas confirm what was written (`WAIT`), so that the one that takes over knows it. `WAIT` speaks of
 * the server that answers it, and from Redis 7.2 on only of what its own connection wrote there: over one
 * that wrote nothing it says yes at once. So the connection must be the same before the first write and after
 * the answer.
 */
export class Replication {
  readonly #lane: Lane
  readonly #key: string
  readonly #settings: ReplicationSettings
  #caughtUp: (() => void) | undefined

  /** @param key - where all that is written goes */
  constructor(lane: Lane, key: string, settings: ReplicationSettings) {
    this.#lane = lane
    this.#key = key
    this.#settings = settings
  }

  begin(): ReplicationErrand {
    const before = this.#connection()
    // It is looked at later, or by nobody.
    before.catch(() => {})
    return { confirm: () => this.#confirm(before) }
  }

  async #confirm(before: Promise<string>): Promise<void> {
    const { replicas, waitMilliseconds } = this.#settings
    const wait = ['WAIT', String(replicas), String(waitMilliseconds)] as const
    // Sent one after the other, without waiting in between.
    const answers = [before, this.#lane.send(this.#key, [...wait]), this.#connection()] as const
    const [first, reached, last] = await Promise.all(answers)
    if (first !== last) {
      throw new RedisFailure('The connection changed before replicas had the proof')
    }
    if (Number(reached) >= replicas) return this.#caughtUp?.()
    this.#fallBehind()
    throw new RedisFailure(`${Number(reached)} of ${replicas} replicas have the proof`)
  }

  /** Until replicas answer again the lane tries once a second: each wait holds up all that comes behind it. */
  #fallBehind(): void {
    if (this.#caughtUp !== undefined) return
    const behind = new Promise<void>((resolve) => {
      this.#caughtUp = () => {
        this.#caughtUp = undefined
        resolve()
      }
    })
    this.#lane.markLate(behind)
  }

  async #connection(): Promise<string> {
    const said = await this.#lane.send(this.#key, ['CLIENT', 'INFO'])
    const found = connectionText.exec(String(said))?.[0]
    if (found === undefined) throw new RedisFailure('Redis does not say which connection this is')
    return found
  }
}
