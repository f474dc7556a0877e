import type { IncomingMessage } from 'node:http'
import type { Granted, ResourceServer } from '@portcullis/core'

/** Which guard a request passed last, and what it found. */
export interface Visit {
  readonly server: ResourceServer
  readonly throwRefusals: boolean
  readonly granted?: Granted
}

// It is noted on the list of headers, which is one for each request and stays with it. Express gives each
// request a prototype, so that every member that is added to one costs more than the guard itself, and a
// WeakMap of requests would cost still more.
const key = Symbol('visit')

interface Visited {
  [key]?: Visit
}

export function visitOf({ rawHeaders }: IncomingMessage): Visit | undefined {
  return (rawHeaders as Visited)[key]
}

export function remember({ rawHeaders }: IncomingMessage, visit: Visit): void {
  const visited = rawHeaders as Visited
  visited[key] = visit
}
