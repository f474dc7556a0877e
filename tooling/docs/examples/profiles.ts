import { createResourceServer } from '@portcullis/core'

// #region profiles
export const strict = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  profile: 'rfc9068',
})

export const financial = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  profile: 'fapi2',
  mtls: 'allowed',
})
// #endregion
