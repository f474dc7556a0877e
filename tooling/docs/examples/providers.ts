import { cognito, createResourceServer, entraIdIssuers, keycloak } from '@portcullis/core'

// #region preset
export const guard = createResourceServer({
  issuers: [{ issuer: 'https://identity.example.com/realms/main', preset: keycloak }],
  audience: 'api1',
})
// #endregion

// #region parameters
export const several = createResourceServer({
  issuers: [
    ...entraIdIssuers('11111111-2222-3333-4444-555555555555'),
    {
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example',
      preset: cognito({ clientIds: ['4example'] }),
    },
  ],
  audience: 'api://orders',
})
// #endregion

// #region by-hand
export const byHand = createResourceServer({
  issuers: [
    {
      issuer: 'https://identity.example.com',
      otherTokenTypes: { types: ['JWT'], markers: [{ claim: 'kind', value: 'access' }] },
      scopeClaims: ['permissions'],
      clientIdClaims: ['app'],
    },
  ],
  audience: 'api1',
})
// #endregion
