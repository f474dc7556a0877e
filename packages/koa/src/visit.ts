import type { Granted, ResourceServer } from '@portcullis/core'

/** Which guard a request passed last, and what it found. */
export interface Visit {
  readonly server: ResourceServer
  readonly throwRefusals: boolean
  readonly granted?: Granted
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
