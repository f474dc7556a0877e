import { portcullis } from '@portcullis/fastify'
import { fastify } from 'fastify'

const options = { issuer: 'https://identity.example.com', audience: 'api1' }
const app = fastify()
// #region scope
app.get('/health', () => 'well')
app.register(async (api) => {
  await api.register(portcullis, options)
  api.get('/me', api.authorize(), (request) => ({ hello: request.auth.subject }))
})
// #endregion
