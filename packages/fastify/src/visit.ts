import type { Access, ResourceServer } from '@portcullis/core'
import type { RouteAuth } from './route-auth.js'

/** Which guard a request passed last, what it was asked for, and what was found. */
export interface Visit {
  readonly server: ResourceServer
  readonly auth: RouteAuth
  readonly access: Access | undefined
  /** Whether it passed without a token where one is needed, as CORS preflights do. */
  readonly isStranded: boolean
}

// A WeakMap of short-lived requests would keep them for the garbage collector, at five times the cost
// of the guard itself.
export const visitKey = Symbol('visit')

interface Visited {
  [visitKey]?: Visit
}

export function visitOf(request: object): Visit | undefined {
  return (request as Visited)[visitKey]
}

export function remember(request: object, visit: Visit): void {
  const visited: Visited = request
  visited[visitKey] = visit
}
