import { protect, scopes } from '@portcullis/koa'
import Koa from 'koa'

const { ISSUER = '', AUDIENCE = '', PORT = '3000' } = process.env

const app = new Koa()
app
  .use(protect({ issuer: ISSUER, audience: AUDIENCE }, { policy: scopes('api1.read') }))
  .use((ctx) => {
    ctx.body = { hello: ctx.state.auth.subject }
  })
app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${PORT}`))
