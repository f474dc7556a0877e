import { serve } from '@hono/node-server'
import { authorize, protect, scopes } from '@portcullis/hono'
import { Hono } from 'hono'

const { ISSUER = '', AUDIENCE = '', PORT = '3000' } = process.env

const app = new Hono()
app.use(protect({ issuer: ISSUER, audience: AUDIENCE }))
app.get('/', authorize(scopes('api1.read')), (c) => c.json({ hello: c.get('auth').subject }))
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ address, port }) =>
  console.log(`listening on http://${address}:${port}`),
)
