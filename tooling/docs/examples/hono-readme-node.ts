import { type HttpBindings, serve } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { protect } from '@portcullis/hono'
import { fromIncomingMessage, writeAnswer } from '@portcullis/node'
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
    respond({ env }, refused) {
      writeAnswer(env.outgoing, refused)
      return RESPONSE_ALREADY_SENT
    },
  }),
)
serve(app)
