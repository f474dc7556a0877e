import { Hono } from 'hono'
import { authorize } from '../../src/index.js'

// Claims get a type once, for the whole program.
declare module '@portcullis/core' {
  interface AccessTokenClaims {
    readonly tenant?: string
  }
}

const app = new Hono()

app.get(
  '/',
  authorize((token) => token.claims.tenant?.startsWith('a') === true),
  (c) => {
    const { claims } = c.get('auth')
    const tenant: string | undefined = claims.tenant
    // @ts-expect-error: it may be absent
    claims.tenant.length
    // @ts-expect-error: other claims are not known
    const other: string = claims.other
    return c.json([tenant, other])
  },
)
