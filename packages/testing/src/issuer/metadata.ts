import type { SigningAlgorithm } from '../keys/algorithms.js'
import type { IssuerUrls } from './urls.js'

/** The discovery document, good for both of its forms; a member given as undefined is left out. */
export function issuerMetadata(
  issuer: string,
  urls: IssuerUrls,
  algorithms: readonly SigningAlgorithm[],
  overrides: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const base = issuer.replace(/\/$/, '')
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    jwks_uri: urls.jwks,
    introspection_endpoint: urls.introspection,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...algorithms],
    ...overrides,
  }
}
