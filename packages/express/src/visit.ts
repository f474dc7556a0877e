import type { Granted, ResourceServer } from '@portcullis/core'

/** Which guard a request passed last, and what it found. */
export interface Visit {
  readonly server: ResourceServer
  readonly throwRefusals: boolean
  readonly granted?: Granted
}

// A WeakMap of short-lived requests would keep them for the garbage collector, at five times the cost
// of the guard itself.
const key = Symbol('visit')

interface Visited {
  [key]?: Visit
}

export function visitOf(request: object): Visit | undefined {
  return (request as Visited)[key]
}

export function remember(request: object, visit: Visit): void {
  const visited: Visited = request
  visited[key] = visit
}
