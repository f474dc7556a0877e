import { type HttpBindings, serve } from '@hono/node-server'
import { protect } from '@portcullis/hono'
import { appendHeaders, fromIncomingMessage } from '@portcullis/node'
import { Hono } from 'hono'

const options = {
  issuer: 'https://identity.example.com',
  audience: 'api1',
  mtls: 'allowed',
} as const

const app = new Hono<{ Bindings: HttpBindings }>()
app.use(
  protect<{ Bindings: HttpBindings }>(options, {
    requestFrom: ({ env }) => fromIncomingMessage(env.incoming),
    respond({ env }, { status, headers, body }) {
      appendHeaders(env.outgoing, headers)
      return new Response(body, { status, headers: { 'Content-Type': 'application/json' } })
    },
  }),
)
serve(app)
