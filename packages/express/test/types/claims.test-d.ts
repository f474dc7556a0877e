import express from 'express'
import { authorize } from '../../src/index.js'

// Claims get a type once, for the whole program.
declare module '@portcullis/core' {
  interface AccessTokenClaims {
    readonly tenant?: string
  }
}

const app = express()

app.get(
  '/',
  authorize((token) => token.claims.tenant?.startsWith('a') === true),
  (req) => {
    const tenant: string | undefined = req.auth.claims.tenant
    // @ts-expect-error: it may be absent
    req.auth.claims.tenant.length
    // @ts-expect-error: other claims are not known
    const other: string = req.auth.claims.other
    return [tenant, other]
  },
)
