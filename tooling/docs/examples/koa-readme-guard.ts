import { Router } from '@koa/router'
// #region guard
import { createResourceServer, metadata, protect, scopes } from '@portcullis/koa'
// #endregion
import Koa from 'koa'

const app = new Koa()
const router = new Router()
// #region guard

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

app.use(metadata(guard)) // RFC 9728, public: before the guard
router.get('/public', protect(guard, { optional: true }), (ctx) => {
  ctx.body = { hello: ctx.state.auth?.subject ?? 'stranger' }
})
router.get('/data', protect(guard, { policy: scopes('api1.read') }), (ctx) => {
  ctx.body = { hello: ctx.state.auth.subject }
})
// #endregion
