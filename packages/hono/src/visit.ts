import type { Granted, Refused, ResourceRequest, ResourceServer } from '@portcullis/core'

/** Which guard a request passed last, and what it found. */
export interface Visit {
  readonly server: ResourceServer
  /** Throws, or makes the response. */
  readonly refuse: (refused: Refused) => Response
  /** As the guard reads it. */
  readonly request: ResourceRequest
  readonly granted?: Granted
  /** Whether it was refused after that. */
  readonly isRefused?: true
}

// A WeakMap of short-lived contexts would keep them for the garbage collector, at five times the cost
// of the guard itself.
const key = Symbol('visit')

interface Visited {
  [key]?: Visit
}

export function visitOf(context: object): Visit | undefined {
  return (context as Visited)[key]
}

export function remember(context: object, visit: Visit): void {
  const visited: Visited = context
  visited[key] = visit
}
