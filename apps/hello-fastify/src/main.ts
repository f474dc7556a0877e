import { portcullis, scopes } from '@portcullis/fastify'
import { fastify } from 'fastify'

const { ISSUER = '', AUDIENCE = '', PORT = '3000' } = process.env

const app = fastify()
await app.register(portcullis, { issuer: ISSUER, audience: AUDIENCE })
app.get('/', app.authorize(scopes('api1.read')), (request) => ({ hello: request.auth.subject }))
console.log(`listening on ${await app.listen({ port: Number(PORT) })}`)
