import { portcullis, scopes } from '@portcullis/fastify'
import { fastify } from 'fastify'

const app = fastify()
await app.register(portcullis, { issuer: 'https://identity.example.com', audience: 'api1' })
app.get('/data', app.authorize(scopes('api1.read')), (request) => ({
  hello: request.auth.subject,
}))
await app.listen({ port: 3000 })
