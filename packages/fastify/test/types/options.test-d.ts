import { fastify } from 'fastify'
import {
  createResourceServer,
  metadata,
  portcullis,
  type ResourceServer,
  scopes,
} from '../../src/index.js'

const app = fastify()
const options = { issuer: 'https://identity.example.com', audience: 'api1' }
const server: ResourceServer = createResourceServer(options)

app.register(portcullis, options)
app.register(portcullis, { ...options, auth: scopes('api1.read'), throwRefusals: true })
app.register(portcullis, { server, auth: 'optional' })
app.register(portcullis, { server, auth: false, throwRefusals: false })
app.register(portcullis, { server, auth: async (token) => token.claims.role === 'admin' })
app.register(metadata, { server })

// @ts-expect-error: the audience must be said
app.register(portcullis, { issuer: 'https://identity.example.com' })

// @ts-expect-error: a guard cannot be left out
app.register(portcullis, { throwRefusals: true })

// @ts-expect-error: there is no such option
app.register(portcullis, { ...options, audiences: ['api1'] })

// @ts-expect-error: it is thrown, or it is not
app.register(portcullis, { server, throwRefusals: 'yes' })

// @ts-expect-error: a policy returns a boolean
app.register(portcullis, { server, auth: (token) => token.subject })

// @ts-expect-error: a scope is no policy
app.authorize('api1.read')

// @ts-expect-error: a second guard would be made of options, and disagree with the first
app.register(metadata, options)
