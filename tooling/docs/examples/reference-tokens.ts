import {
  clientSecretPost,
  createResourceServer,
  type PrivateCryptoKey,
  privateKeyJwt,
} from '@portcullis/core'

declare const secrets: { readonly introspection: string }
declare const privateKey: PrivateCryptoKey

// #region both
export const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  introspection: { clientId: 'api1', clientSecret: secrets.introspection },
})
// #endregion

export const authentication = [
  // #region authentication
  clientSecretPost(secrets.introspection), // the secret in the form body
  privateKeyJwt(privateKey, { keyId: '2026-11' }), // a new signed assertion for every call
  // #endregion
]

// #region fresh
export const strict = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  jwtValidation: 'introspect', // a JWT that is good so far is asked about as well
  introspection: {
    clientId: 'api1',
    authentication: privateKeyJwt(privateKey),
    response: 'jwt', // RFC 9701: signed answers only
    cacheSeconds: 5, // a revocation goes unnoticed for 5 s at most
  },
})
// #endregion

// #region perIssuer
export const mixed = createResourceServer({
  issuers: [
    { issuer: 'https://jwt-only.example.com', introspection: false },
    {
      issuer: 'https://reference-only.example.com',
      tokenFormats: ['reference'],
      introspection: { clientId: 'api1', clientSecret: secrets.introspection },
    },
  ],
  audience: 'api1',
})
// #endregion

// #region forget
export async function onLogout(token: string): Promise<void> {
  await guard.forget(token)
}
// #endregion
