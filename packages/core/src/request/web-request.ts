import type { RequestPeer, ResourceRequest } from './resource-request.js'

// Nothing in it that parsing would change. A Request has its URL in that form already; parsing it once more
// would cost as much as all of the grammar of a request.
const usual = /^(https?):\/\/[a-z0-9.:-]+(?!.*(?:\/\.|%2e))(\/[\w\-.~!$&()*+,;=:@/?%]*)$/i

/**
 * Adapts a Fetch `Request`. Its `Headers` join repeated field lines with a comma; the credentials
 * grammar has no comma, so a repeated `Authorization` is still refused. Not every runtime has `Host`
 * among them; then the URL tells it.
 */
export function fromWebRequest(request: Request, peer?: RequestPeer): ResourceRequest {
  const { scheme, target } = partsOf(request.url)
  return {
    method: request.method,
    target,
    scheme,
    header(name) {
      const value =
        request.headers.get(name) ?? (name === 'host' ? new URL(request.url).host : null)
      return value === null ? [] : [value]
    },
    ...(peer === undefined ? {} : { peer }),
  }
}

function partsOf(url: string): Pick<ResourceRequest, 'scheme' | 'target'> {
  const [, written, path] = url.endsWith('?') ? [] : (usual.exec(url) ?? [])
  if (path !== undefined) {
    return { scheme: written?.toLowerCase() === 'https' ? 'https' : 'http', target: path }
  }
  const { protocol, pathname, search } = new URL(url)
  return { scheme: protocol === 'https:' ? 'https' : 'http', target: pathname + search }
}
