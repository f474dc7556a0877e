import { fastify } from 'fastify'
import { portcullis } from '../../src/index.js'

// Claims get a type once, for the whole program.
declare module '@portcullis/core' {
  interface AccessTokenClaims {
    readonly tenant?: string
  }
}

const app = fastify()
app.register(portcullis, { issuer: 'https://identity.example.com', audience: 'api1' })

app.get(
  '/',
  app.authorize((token) => token.claims.tenant?.startsWith('a') === true),
  (request) => {
    const tenant: string | undefined = request.auth.claims.tenant
    // @ts-expect-error: it may be absent
    request.auth.claims.tenant.length
    // @ts-expect-error: other claims are not known
    const other: string = request.auth.claims.other
    return [tenant, other]
  },
)
app.get('/', { config: { auth: (token) => token.claims.tenant === 'a' } }, (request) => {
  const tenant: string | undefined = request.auth.claims.tenant
  return tenant
})
