import {
  type Breakdown,
  type Denial,
  isBreakdown,
  type RefusalEvent,
  type UntrustedHeaderEvent,
} from '@portcullis/core'

/** One line of JSON for each thing that operators should see. Never a token, a query or a header. */
export interface Log {
  /** A request that was refused, or could not be judged. */
  refusal(event: RefusalEvent<Denial | Breakdown>): void
  /** A header that only a trusted proxy may send came from somebody else. */
  stranger(event: UntrustedHeaderEvent): void
  /** The Redis that nodes share is in another state than before. */
  redis(event: RedisEvent): void
  /** A fault of the application itself. */
  failure(error: unknown, request: { readonly method: string; readonly path: string }): void
}

export interface RedisEvent {
  readonly event:
    | 'redis_unavailable'
    | 'redis_available'
    /** It has forgotten which proofs were used: some are refused for a while. */
    | 'redis_empty'
    /** It may throw used proofs away: the reason is its `maxmemory-policy`. */
    | 'redis_may_evict'
    /** What is in it was not written by an API like this. */
    | 'redis_value_refused'
  /** Host and port. */
  readonly server?: string
  /** The code of a failure, such as `ECONNREFUSED` or `WRONGPASS`. */
  readonly reason?: string
}

const longestPath = 256

/** @param write - takes one line with its end; default: stderr */
export function createLog(write: (line: string) => void = writeToStderr): Log {
  const record = (fields: object) => write(`${asciiJson({ time: timestamp(), ...fields })}\n`)
  return {
    refusal: ({ reason, method, path }) =>
      record({ ...describe(reason), method, path: path.slice(0, longestPath) }),
    stranger: ({ header, peerAddress, method, path }) =>
      record({
        event: 'untrusted_header',
        header,
        peerAddress,
        method,
        path: path.slice(0, longestPath),
      }),
    redis: ({ event, server, reason }) => record({ event, server, reason }),
    failure: (error, { method, path }) =>
      record({
        event: 'failure',
        causes: causesOf(error),
        method,
        path: path.slice(0, longestPath),
      }),
  }
}

function writeToStderr(line: string): void {
  process.stderr.write(line)
}

function timestamp(): string {
  return new Date().toISOString()
}

function describe(reason: Denial | Breakdown): object {
  const { code, message } = reason
  return isBreakdown(reason)
    ? { event: 'breakdown', code, status: 503, message, causes: causesOf(reason.cause) }
    : { event: 'denial', code, status: reason.status, message, source: reason.source }
}

/** What failed underneath, and underneath that; no further than anybody wants to read. */
function causesOf(error: unknown): readonly string[] {
  const causes: string[] = []
  let current = error
  while (current instanceof Error && causes.length < 5) {
    causes.push(current.message)
    current = current.cause
  }
  return causes
}

/** Paths and messages may hold anything: what is not printable ASCII is escaped, as JSON allows. */
function asciiJson(fields: object): string {
  return JSON.stringify(fields).replace(/[^\x20-\x7e]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
