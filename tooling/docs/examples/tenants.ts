import { createResourceServer, tenants } from '@portcullis/core'

const table = new Map([['acme', 'https://identity.example.com/acme']])

// #region tenants
export const guard = createResourceServer({
  issuers: tenants({
    tenantOf: ({ path }) => path.split('/')[1],
    issuersOf: async (tenant) => {
      const issuer = table.get(tenant)
      return issuer && { issuer, audience: `https://api.example.com/${tenant}` }
    },
  }),
  audience: 'https://api.example.com',
})
// #endregion
