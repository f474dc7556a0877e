import type { RequestPeer, ResourceRequest } from './resource-request.js'

/**
 * Adapts a Fetch `Request`. Its `Headers` join repeated field lines with a comma; the credentials
 * grammar has no comma, so a repeated `Authorization` is still refused. Not every runtime has `Host`
 * among them; then the URL tells it.
 */
export function fromWebRequest(request: Request, peer?: RequestPeer): ResourceRequest {
  const url = new URL(request.url)
  return {
    method: request.method,
    target: url.pathname + url.search,
    scheme: url.protocol === 'https:' ? 'https' : 'http',
    header(name) {
      const value = request.headers.get(name) ?? (name === 'host' ? url.host : null)
      return value === null ? [] : [value]
    },
    ...(peer === undefined ? {} : { peer }),
  }
}
