import type { ClientMetadata } from 'oidc-provider'

/** The API's own client: it may ask about tokens whose audience is one of its names, and nothing else. */
export const introspectionClientId = 'api1'
export const introspectionAudiences: readonly string[] = ['api1', 'api2']

/** The secrets are public knowledge: this is a development authority. */
export const clients: readonly ClientMetadata[] = [
  {
    client_id: 'service',
    client_secret: 'service-secret',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
  {
    client_id: introspectionClientId,
    client_secret: 'api1_secret',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: [],
    response_types: [],
    redirect_uris: [],
  },
  {
    // A native application (RFC 8252): public, PKCE, and any port of the loopback redirect is fine.
    client_id: 'demo-app',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/callback'],
  },
]
