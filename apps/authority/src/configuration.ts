import { randomBytes } from 'node:crypto'
import type {
  AccessToken,
  ClientCredentials,
  Configuration,
  KoaContextWithOIDC,
} from 'oidc-provider'
import { authenticationContexts, findAccount, userClaims } from './accounts.js'
import { mTLS } from './certificates.js'
import { clients, introspectionAudiences, introspectionClientId } from './clients.js'
import { interactionUrl, loginPolicy } from './interaction.js'
import type { SigningKeys } from './keys.js'
import { formats } from './local-api.js'
import { memoryAdapters } from './memory-adapter.js'
import { accessTokenLifetimeSeconds, findResource, unknownTarget } from './resources.js'

type Token = AccessToken | ClientCredentials

const minuteSeconds = 60
const hourSeconds = 60 * minuteSeconds

/** Says everything that oidc-provider would otherwise default to with a notice on stdout. */
export function configuration(keys: SigningKeys, certificates = false): Configuration {
  return {
    adapter: memoryAdapters(),
    jwks: keys,
    clients,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: () => false,
    cookies: { keys: [randomBytes(32)] },
    clientAuthMethods: ['client_secret_basic', 'none'],
    responseTypes: ['code'],
    scopes: ['openid'],
    acrValues: authenticationContexts,
    claims: { openid: ['sub'], acr: null, auth_time: null, iss: null },
    findAccount: (_context, id) => findAccount(id),
    extraTokenClaims,
    formats,
    interactions: { policy: loginPolicy(), url: interactionUrl },
    pkce: { required: () => true },
    features: { ...features(), ...(certificates && { mTLS }) },
    ttl: lifetimes(),
    renderError: (context, error) => {
      context.type = 'application/json'
      context.body = error
    },
  }
}

function features(): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (_context, client, token) =>
        client.clientId === introspectionClientId && isFor(introspectionAudiences, token),
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
    },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_context, indicator) => findResource(indicator),
      defaultResource,
      // A code that was asked for with one resource yields a token for it without naming it again.
      useGrantedResource: () => true,
    },
  }
}

function isFor(audiences: readonly string[], token: object): boolean {
  return 'aud' in token && [token.aud].flat().some((name) => audiences.includes(String(name)))
}

/** A service's token without a resource would open no door: better to say so at once. */
function defaultResource(
  { oidc }: KoaContextWithOIDC,
  _client: unknown,
  oneOf?: readonly string[],
): readonly string[] | undefined {
  if (oidc.params?.grant_type === 'client_credentials') throw unknownTarget('no resource')
  return oneOf
}

/** How and when the user logged in travels in the access token (RFC 9068 section 2.2.1), for step-up. */
function extraTokenClaims({ oidc }: KoaContextWithOIDC, token: Token) {
  if (token.kind !== 'AccessToken') return undefined
  const { acr, authTime } = oidc.entities.AuthorizationCode ?? {}
  return { ...userClaims(token.accountId), acr, auth_time: authTime }
}

function lifetimes(): Configuration['ttl'] {
  const ofToken = (_context: unknown, token: Token) =>
    token.resourceServer?.accessTokenTTL ?? accessTokenLifetimeSeconds
  return {
    AccessToken: ofToken,
    ClientCredentials: ofToken,
    AuthorizationCode: minuteSeconds,
    IdToken: hourSeconds,
    Interaction: hourSeconds,
    Session: 24 * hourSeconds,
    Grant: 24 * hourSeconds,
  }
}
