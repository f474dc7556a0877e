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
  /** Back to none. */
  reset(): void
}

export interface RequestLog extends TestRequests {
  record(endpoint: TestEndpoint | undefined, method: string, url: URL): void
}

export function createRequestLog(): RequestLog {
  let entries: (LoggedRequest & { endpoint: TestEndpoint | undefined })[] = []
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
    reset: () => {
      entries = []
    },
    record: (endpoint, method, url) => {
      entries.push({ endpoint, method, url: url.origin + url.pathname })
    },
  }
}
