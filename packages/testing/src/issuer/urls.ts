import type { TestEndpoint } from './request-log.js'

export type DiscoveryForm = 'oidc' | 'oauth2' | 'both'

export interface IssuerUrls {
  readonly jwks: string
  readonly introspection: string
  /** Introspection for clients with a certificate (RFC 8705 section 5). */
  readonly mtlsIntrospection: string
  /** OpenID Connect Discovery section 4: appended to the issuer. */
  readonly oidcDiscovery: string
  /** RFC 8414 section 3.1: put between host and path of the issuer. */
  readonly oauthDiscovery: string
}

export function issuerUrls(issuer: string): IssuerUrls {
  const base = issuer.replace(/\/$/, '')
  const { origin } = new URL(issuer)
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  return {
    jwks: `${base}/jwks`,
    introspection: `${base}/introspect`,
    mtlsIntrospection: `${base}/mtls/introspect`,
    oidcDiscovery: `${base}/.well-known/openid-configuration`,
    oauthDiscovery: `${origin}/.well-known/oauth-authorization-server${path}`,
  }
}

/** Which endpoint, if any, answers at this address. The query does not matter. */
export function endpointAt(
  url: URL,
  urls: IssuerUrls,
  form: DiscoveryForm,
): TestEndpoint | undefined {
  const address = url.origin + url.pathname
  if (address === urls.jwks) return 'jwks'
  if (address === urls.introspection) return 'introspection'
  if (address === urls.mtlsIntrospection) return 'introspection'
  if (address === urls.oidcDiscovery && form !== 'oauth2') return 'discovery'
  if (address === urls.oauthDiscovery && form !== 'oidc') return 'discovery'
  return undefined
}
