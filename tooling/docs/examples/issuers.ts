import { createResourceServer } from '@portcullis/core'

// #region issuers
export const guard = createResourceServer({
  issuers: [
    'https://identity.example.com',
    { issuer: 'https://partners.example.com/tenant-1', audience: 'partner-api' },
    { issuer: 'https://old.example.com', jwksUri: 'https://old.example.com/keys' },
  ],
  audience: ['api1', 'api2'],
})
// #endregion
