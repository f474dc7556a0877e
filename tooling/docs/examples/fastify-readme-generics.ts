import { type Guarded, portcullis } from '@portcullis/fastify'
import { fastify } from 'fastify'

const app = fastify()
await app.register(portcullis, { issuer: 'https://identity.example.com', audience: 'api1' })
// #region generics
app.get<{ Params: { id: string } }, Guarded>('/items/:id', app.authorize(), (request) => ({
  id: request.params.id,
  owner: request.auth.subject,
}))
// #endregion
