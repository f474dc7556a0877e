// #region guard
import { createResourceServer, metadata, portcullis, scopes } from '@portcullis/fastify'
// #endregion
import { fastify } from 'fastify'

const app = fastify()
// #region guard

const server = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

await app.register(portcullis, { server })
await app.register(metadata, { server }) // RFC 9728, public
app.get('/health', { config: { auth: false } }, () => 'well')
app.get('/public', { config: { auth: 'optional' } }, (request) => ({
  hello: request.auth?.subject ?? 'stranger',
}))
app.get('/data', { config: { auth: scopes('api1.read') } }, (request) => ({
  hello: request.auth.subject,
}))
// #endregion
