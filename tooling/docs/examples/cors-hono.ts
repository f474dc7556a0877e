import { corsHeaders, createResourceServer, protect } from '@portcullis/hono'
import { Hono } from 'hono'
import { cors } from 'hono/cors'

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

export const app = new Hono()
// #region cors
app.use(
  cors({
    origin: 'https://app.example.com',
    allowHeaders: [...corsHeaders.allow, 'Content-Type'],
    exposeHeaders: [...corsHeaders.expose],
    maxAge: corsHeaders.maxAgeSeconds,
  }),
)
app.use(protect(guard))
// #endregion
