import Koa from 'koa'
import { authorize } from '../../src/index.js'

// Claims get a type once, for the whole program.
declare module '@portcullis/core' {
  interface AccessTokenClaims {
    readonly tenant?: string
  }
}

const app = new Koa()

app.use(authorize((token) => token.claims.tenant?.startsWith('a') === true)).use((ctx) => {
  const tenant: string | undefined = ctx.state.auth.claims.tenant
  // @ts-expect-error: it may be absent
  ctx.state.auth.claims.tenant.length
  // @ts-expect-error: other claims are not known
  const other: string = ctx.state.auth.claims.other
  return [tenant, other]
})
