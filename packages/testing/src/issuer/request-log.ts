import type { EndpointRequest } from './endpoints.js'
import { type LoggedIntrospection, logOf, readQuestion } from './introspection/question.js'

export type TestEndpoint = 'discovery' | 'jwks' | 'introspection'

export interface LoggedRequest {
  readonly method: string
  /** Without its query, which might hold a token. */
  readonly url: string
}

/** What the issuer was asked; a request that was answered with a fault counts too. */
export interface TestRequests {
  readonly discovery: number
  readonly jwks: number
  readonly introspection: number
  /** All requests, unknown paths included. */
  readonly total: number
  readonly log: readonly LoggedRequest[]
  /** Who asked for introspection, and how. */
  readonly introspections: readonly LoggedIntrospection[]
  /** Most requests that each endpoint had to answer at once. */
  readonly peak: Readonly<Record<TestEndpoint, number>>
  /** Back to none. */
  reset(): void
}

export interface RequestLog extends TestRequests {
  record(endpoint: TestEndpoint | undefined, request: EndpointRequest): void
  /** Counts a request as under way for as long as the work takes. */
  during<T>(endpoint: TestEndpoint, work: () => Promise<T>): Promise<T>
}

interface Entry extends LoggedRequest {
  readonly endpoint: TestEndpoint | undefined
  readonly introspection: LoggedIntrospection | undefined
}

export function createRequestLog(): RequestLog {
  let entries: Entry[] = []
  const underWay = { discovery: 0, jwks: 0, introspection: 0 }
  let peak = { ...underWay }
  const count = (name: TestEndpoint) => entries.filter(({ endpoint }) => endpoint === name).length
  return {
    get discovery() {
      return count('discovery')
    },
    get jwks() {
      return count('jwks')
    },
    get introspection() {
      return count('introspection')
    },
    get total() {
      return entries.length
    },
    get log() {
      return entries.map(({ method, url }) => ({ method, url }))
    },
    get introspections() {
      return entries.flatMap(({ introspection }) => introspection ?? [])
    },
    get peak() {
      return { ...peak }
    },
    reset: () => {
      entries = []
      peak = { ...underWay }
    },
    record: (endpoint, request) => {
      entries.push(entryOf(endpoint, request))
    },
    during: async (endpoint, work) => {
      underWay[endpoint] += 1
      peak[endpoint] = Math.max(peak[endpoint], underWay[endpoint])
      try {
        return await work()
      } finally {
        underWay[endpoint] -= 1
      }
    },
  }
}

function entryOf(endpoint: TestEndpoint | undefined, request: EndpointRequest): Entry {
  const { method, url } = request
  const introspection = endpoint === 'introspection' ? logOf(readQuestion(request)) : undefined
  return { endpoint, method, url: url.origin + url.pathname, introspection }
}
