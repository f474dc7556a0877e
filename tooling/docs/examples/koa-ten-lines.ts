import { Router } from '@koa/router'
import { authorize, protect, scopes } from '@portcullis/koa'
import Koa from 'koa'

const router = new Router()
router.get('/data', authorize(scopes('api1.read')), (ctx) => {
  ctx.body = { hello: ctx.state.auth.subject }
})

const app = new Koa()
app.use(protect({ issuer: 'https://identity.example.com', audience: 'api1' }))
app.use(router.routes())
app.listen(3000)
