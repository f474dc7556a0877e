import cors from '@koa/cors'
import { corsHeaders, createResourceServer, protect } from '@portcullis/koa'
import Koa from 'koa'

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

export const app = new Koa()
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
