const wellKnown = '/.well-known/oauth-protected-resource'

/**
 * Where the metadata of a resource is found: the well-known path goes between host and path
 * (RFC 9728 §3.1).
 */
export function metadataUrl(resource: string): string {
  const url = new URL(resource)
  const path = url.pathname === '/' ? '' : url.pathname
  return `${url.origin}${wellKnown}${path}${url.search}`
}

/** Paths that the document is served at: the path-aware one, and the root for APIs behind a prefix. */
export function metadataPaths(resource: string): readonly string[] {
  return [...new Set([new URL(metadataUrl(resource)).pathname, wellKnown])]
}
