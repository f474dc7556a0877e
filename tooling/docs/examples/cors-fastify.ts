import cors from '@fastify/cors'
import { corsHeaders, createResourceServer, portcullis } from '@portcullis/fastify'
import Fastify from 'fastify'

const server = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

export const app = Fastify()
// #region cors
await app.register(cors, {
  origin: 'https://app.example.com',
  allowedHeaders: [...corsHeaders.allow, 'Content-Type'],
  exposedHeaders: [...corsHeaders.expose],
  maxAge: corsHeaders.maxAgeSeconds,
})
await app.register(portcullis, { server })
// #endregion
app.get('/', () => 'secret')
