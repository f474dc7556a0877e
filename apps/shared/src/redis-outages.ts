import type { Log } from './log.js'

/** Says once that a server is gone and once that it is back, however often it was tried in between. */
export class RedisOutages {
  readonly #log: Pick<Log, 'redis'>
  readonly #down = new Set<string>()

  constructor(log: Pick<Log, 'redis'>) {
    this.#log = log
  }

  /** @param server - host and port, or another name without secrets */
  begin(server: string, error: unknown): void {
    if (this.#down.has(server)) return
    this.#down.add(server)
    this.#log.redis({ event: 'redis_unavailable', server, reason: reasonOf(error) })
  }

  end(server: string): void {
    if (this.#down.delete(server)) this.#log.redis({ event: 'redis_available', server })
  }

  /** It is no server of ours any more. */
  forget(server: string): void {
    this.#down.delete(server)
  }
}

/** A word, never a message: a server may repeat in one what it was sent, also a password. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return /^[A-Z]{3,}(?= )/.exec(error.message)?.[0] ?? error.constructor.name
}
