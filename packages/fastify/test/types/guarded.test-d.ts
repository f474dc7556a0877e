import { type FastifyRequest, fastify, type RouteHandlerMethod } from 'fastify'
import {
  type AccessToken,
  createResourceServer,
  type Guarded,
  portcullis,
  scopes,
} from '../../src/index.js'

const app = fastify()
const server = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })
declare function expectToken(token: AccessToken): void

app.register(portcullis, { server })
app.register(portcullis, { issuer: 'https://identity.example.com', audience: 'api1' })

// Behind a guard the token is there, in every way that Fastify knows to write a route.
app.get('/', app.authorize(), (request) => expectToken(request.auth))
app.get('/', app.authorize(scopes('api1.read')), async (request) => expectToken(request.auth))
app.get('/', { ...app.authorize(), logLevel: 'warn' }, (request) => expectToken(request.auth))
app.get('/', { config: { auth: true } }, (request) => expectToken(request.auth))
app.get('/', { config: { auth: scopes('a') } }, (request) => expectToken(request.auth))
app.get('/', { config: { auth: (token) => token.scopes.has('a') } }, (request) =>
  expectToken(request.auth),
)
app.get('/', { config: { auth: true }, handler: (request) => expectToken(request.auth) })
app.route({
  method: 'GET',
  url: '/',
  config: { auth: true },
  handler: (request) => expectToken(request.auth),
})
app.route({
  ...app.authorize(),
  method: 'GET',
  url: '/',
  handler: (request) => expectToken(request.auth),
})
app.get(
  '/',
  {
    ...app.authorize(),
    preHandler: async (request) => expectToken(request.auth),
  },
  (request) => expectToken(request.auth),
)
app.get<{ Params: { id: string } }, Guarded>('/items/:id', app.authorize(), (request) => {
  expectToken(request.auth)
  return request.params.id
})

// Possibly a token
app.get('/', (request) => {
  const auth: AccessToken | undefined = request.auth
  // @ts-expect-error: nothing guards this route
  expectToken(request.auth)
  return auth
})
app.get('/', { config: { auth: 'optional' } }, (request) => {
  const auth: AccessToken | undefined = request.auth
  // @ts-expect-error: optional
  expectToken(request.auth)
  return auth
})
app.get('/', { config: { auth: false } }, (request) => {
  // @ts-expect-error: nothing guards this route
  expectToken(request.auth)
})
app.addHook('onRequest', async (request) => {
  // @ts-expect-error: nothing guards this route
  expectToken(request.auth)
})
// @ts-expect-error
app.get('/', { config: { auth: 'optinal' } }, () => {})

function plain(request: FastifyRequest) {
  return request.auth?.subject
}
app.get('/', app.authorize(), (request) => plain(request))
app.get('/', app.authorize(), plain)

const http2 = fastify({ http2: true })
http2.register(portcullis, { server })
http2.get('/', http2.authorize(), (request) => expectToken(request.auth))
http2.get('/', { config: { auth: true } }, (request) => expectToken(request.auth))
declare const handler: RouteHandlerMethod
app.get('/', app.authorize(), handler)
