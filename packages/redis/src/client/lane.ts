import type { Connection } from './connection.js'
import { failureOf, RedisFailure } from './redis-failure.js'

export interface LaneSettings {
  readonly connection: Connection
  readonly timeoutMilliseconds: number
  /** Most commands that may be without an answer. */
  readonly maximumPending: number
}

/** While answers are overdue, one command in so many milliseconds finds out whether they come again. */
const probeMilliseconds = 1000

/**
 * Commands on their way to one node. While it does not answer, further ones fail at once: nobody waits in
 * vain, and nothing piles up.
 */
export class Lane {
  readonly #settings: LaneSettings
  #pending = 0
  #overdue = 0
  #lastProbe = 0

  constructor(settings: LaneSettings) {
    this.#settings = settings
  }

  /** Why no command may be sent now; nothing when one may. */
  refusal(): RedisFailure | undefined {
    const { connection, maximumPending } = this.#settings
    if (!connection.isReady()) return new RedisFailure('Redis is not connected')
    if (this.#pending >= maximumPending) {
      return new RedisFailure(`${maximumPending} commands wait for an answer of Redis`)
    }
    if (this.#overdue === 0 || this.#mayProbe()) return undefined
    return new RedisFailure('Redis does not answer in time')
  }

  /** What Redis says, in time. @returns a promise that rejects with a `RedisFailure` */
  async ask(key: string, command: [name: string, ...args: string[]]): Promise<unknown> {
    const refusal = this.refusal()
    if (refusal !== undefined) throw refusal
    return this.inTime(this.send(key, command))
  }

  /** Waits for an answer only so long. @returns a promise that rejects with a `RedisFailure` */
  async inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = this.onLate(() => {
        this.markLate(answer)
        reject(this.lateFailure())
      })
    })
    try {
      return await Promise.race([answer, late])
    } catch (error) {
      throw failureOf(error)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Calls back when the time for an answer is over, and what has arrived by then was read. */
  onLate(callback: () => void): ReturnType<typeof setTimeout> {
    // After this process was held up itself, timers come before what waits at its sockets.
    return setTimeout(() => setImmediate(callback), this.#settings.timeoutMilliseconds)
  }

  lateFailure(): RedisFailure {
    return new RedisFailure(`Redis did not answer in ${this.#settings.timeoutMilliseconds} ms`)
  }

  /** Sends a command; the promise settles when the client has an answer or gives up, however late. */
  send(key: string, command: [name: string, ...args: string[]]): Promise<unknown> {
    this.#pending += 1
    try {
      return this.#settings.connection.send(key, command).then(this.#answered, this.#failed)
    } catch (error) {
      // A client may throw where it should reject.
      return Promise.reject(error).catch(this.#failed)
    }
  }

  /** @see Connection.collect */
  collect(): (() => void) | undefined {
    return this.#settings.connection.collect?.()
  }

  /** Says that the time is over for an answer that has not come. */
  markLate(answer: Promise<unknown>): void {
    this.#overdue += 1
    const arrived = () => {
      this.#overdue -= 1
    }
    answer.then(arrived, arrived)
  }

  readonly #answered = (answer: unknown): unknown => {
    this.#pending -= 1
    return answer
  }

  readonly #failed = (error: unknown): never => {
    this.#pending -= 1
    throw failureOf(error)
  }

  #mayProbe(): boolean {
    const now = performance.now()
    if (now - this.#lastProbe < probeMilliseconds) return false
    this.#lastProbe = now
    return true
  }
}
