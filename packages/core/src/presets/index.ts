import type { IssuerEntry, Preset } from '../options/index.js'

/**
 * Products by name, as data over the options of an issuer. Each relaxes what its product needs and no more;
 * `docs/presets.md` is the table of them.
 */

/** Duende IdentityServer: as RFC 9068 says; scopes as an array, and no `sub` without a user. */
export const duende: Preset = {
  name: 'Duende IdentityServer',
  sources: [
    'https://docs.duendesoftware.com/identityserver/reference/options/',
    'https://docs.duendesoftware.com/identityserver/apis/aspnetcore/authorization',
  ],
}

/** oidc-provider: as RFC 9068 says. */
export const oidcProvider: Preset = {
  name: 'oidc-provider',
  sources: [
    'https://github.com/panva/node-oidc-provider/blob/main/lib/models/formats/jwt.js',
    'https://github.com/panva/node-oidc-provider/blob/main/docs/README.md',
  ],
}

/** Keycloak: `typ` `JWT` unless the client is set to `at+jwt`; the kind of token is in the claim `typ`. */
export const keycloak: Preset = {
  name: 'Keycloak',
  sources: [
    'https://github.com/keycloak/keycloak/blob/main/core/src/main/java/org/keycloak/util/TokenUtil.java',
    'https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/jose/jws/DefaultTokenManager.java',
    'https://github.com/keycloak/keycloak/blob/main/js/apps/admin-ui/src/clients/advanced/FineGrainOpenIdConnect.tsx',
    'https://www.keycloak.org/docs/latest/upgrading/index.html',
  ],
  otherTokenTypes: {
    types: ['jwt'],
    // Its ID, refresh and logout tokens have other words here.
    markers: [{ claim: 'typ', value: ['Bearer', 'DPoP'] }, { claim: 'azp' }],
    // Before release 25, and with a mapper since, `nonce` is in access tokens too.
    foreignClaims: ['at_hash', 'c_hash', 's_hash', 'events'],
  },
  clientIdClaims: ['azp', 'client_id'],
  // Written by the scope `service_account`, for tokens of a client's own account.
  clientMarkers: [{ claim: ['client_id', 'clientId'] }],
}

/** Auth0: both of its token profiles. */
export const auth0: Preset = {
  name: 'Auth0',
  sources: [
    'https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles',
    'https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure',
  ],
  otherTokenTypes: {
    types: ['jwt'],
    markers: [{ claim: 'azp' }, { claim: ['scope', 'permissions', 'gty'] }],
  },
  clientIdClaims: ['client_id', 'azp'],
  // Written with a hyphen, named with an underscore; the profile of RFC 9068 has no `gty`.
  clientMarkers: [{ claim: 'gty', value: ['client-credentials', 'client_credentials'] }],
  clientSubjectSuffix: '@clients',
}

/** Microsoft Entra ID, tokens of version 1 and 2. See {@link entraIdIssuers} for their issuers. */
export const entraId: Preset = {
  name: 'Microsoft Entra ID',
  sources: [
    'https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference',
    'https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference',
  ],
  otherTokenTypes: {
    types: ['jwt'],
    markers: [{ claim: ['azp', 'appid'] }, { claim: ['azpacr', 'appidacr'] }],
  },
  scopeClaims: ['scp'],
  clientIdClaims: ['azp', 'appid'],
  // `idtyp` has to be switched on; a user's token always has scopes.
  clientMarkers: [{ claim: 'idtyp', value: 'app' }, { without: 'scp' }],
}

/** The two issuers of an Entra tenant: which one an API gets is a setting of its registration. */
export function entraIdIssuers(tenantId: string): readonly [IssuerEntry, IssuerEntry] {
  return [
    { issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`, preset: entraId },
    { issuer: `https://sts.windows.net/${tenantId}/`, preset: entraId },
  ]
}

/** Okta: custom authorization servers; tokens of the org server are for Okta alone. */
export const okta: Preset = {
  name: 'Okta',
  sources: [
    'https://developer.okta.com/docs/reference/api/oidc/',
    'https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/',
    'https://developer.okta.com/docs/guides/validate-access-tokens/',
  ],
  otherTokenTypes: { types: [null], markers: [{ claim: 'cid' }, { claim: 'scp' }] },
  scopeClaims: ['scp'],
  clientIdClaims: ['cid'],
  clientMarkers: [{ without: 'uid' }],
}

/**
 * Amazon Cognito. Its access tokens have no `aud` unless the client asked for a resource: they are taken
 * from these app clients, and where there is an `aud` it counts.
 */
export function cognito(options: { readonly clientIds: readonly string[] }): Preset {
  return {
    name: 'Amazon Cognito',
    sources: [
      'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html',
      'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html',
    ],
    otherTokenTypes: {
      types: [null],
      markers: [{ claim: 'token_use', value: 'access' }, { claim: 'client_id' }],
    },
    clientsWithoutAudience: options.clientIds,
  }
}

/** Ping Identity: PingOne. From March 2027 on its tokens say `at+jwt`. */
export const ping: Preset = {
  name: 'PingOne',
  sources: [
    'https://developer.pingidentity.com/pingone-api/foundations/authentication-concepts/access-tokens-and-id-tokens/token-claims.html',
  ],
  otherTokenTypes: { types: [null], markers: [{ claim: 'client_id' }, { claim: 'scope' }] },
}

/** Ory Hydra and Ory Network, with JWTs as access tokens. */
export const ory: Preset = {
  name: 'Ory',
  sources: [
    'https://www.ory.com/docs/oauth2-oidc/jwt-access-token',
    'https://github.com/ory/hydra/blob/master/oauth2/session.go',
    'https://github.com/ory/hydra/blob/master/fosite/token/jwt/token.go',
    'https://github.com/ory/hydra/issues/3524',
  ],
  otherTokenTypes: {
    types: ['jwt'],
    markers: [{ claim: 'client_id' }, { claim: ['scp', 'scope'] }],
  },
  scopeClaims: ['scp', 'scope'],
}
