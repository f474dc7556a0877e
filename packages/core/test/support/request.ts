import type { ResourceRequest } from '../../src/index.js'

export interface RequestParts {
  readonly method?: string
  readonly target?: string
  readonly scheme?: 'http' | 'https'
  /** One value, or one for each field line. Names in lower case. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** A request as an adapter would make it: `GET /items` over https, unless told otherwise. */
export function requestOf(parts: RequestParts = {}): ResourceRequest {
  const { method = 'GET', target = '/items', scheme = 'https', headers = {} } = parts
  return {
    method,
    target,
    scheme,
    header(name) {
      const value = headers[name]
      if (value === undefined) return []
      return typeof value === 'string' ? [value] : value
    },
  }
}

/** A request with these `Authorization` lines. */
export function withAuthorization(...lines: readonly string[]): ResourceRequest {
  return requestOf({ headers: { authorization: lines } })
}

/** A request with this token in the way that everybody sends one. */
export function withBearer(token: string): ResourceRequest {
  return withAuthorization(`Bearer ${token}`)
}
