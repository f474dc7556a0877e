/**
 * An API as the guide about many nodes has it: answers about reference tokens are kept in Redis and, as
 * deletions are heard of, in the process. `POST /forget` forgets the token that it comes with.
 */
import { createServer } from 'node:http'
import { createResourceServer } from '@portcullis/core'
import { fromIncomingMessage, writeAnswer } from '@portcullis/node'
import { redisIntrospectionCache } from '@portcullis/redis'
import { createClient } from 'redis'

const { AUDIENCE = '', ISSUER = '', REDIS_URL = '', ...env } = process.env
const { INTROSPECTION_CLIENT_ID: clientId = '', INTROSPECTION_CLIENT_SECRET: clientSecret = '' } =
  env

const client = createClient({ url: REDIS_URL, disableOfflineQueue: true })
const subscriber = client.duplicate()
for (const connection of [client, subscriber]) await connection.on('error', () => {}).connect()
const guard = createResourceServer({
  issuer: ISSUER,
  audience: AUDIENCE,
  introspection: { clientId, clientSecret },
  // Longer than the test takes: what is forgotten is not just too old.
  introspectionCache: redisIntrospectionCache({ client, subscriber, nearCache: { seconds: 60 } }),
  dpop: { mode: 'off' },
})

const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    await guard.forget(request.headers.authorization?.slice('Bearer '.length) ?? '')
    response.end('{}')
    return
  }
  const outcome = await guard.protect(fromIncomingMessage(request))
  if (outcome.ok) response.end('{}')
  else writeAnswer(response, outcome)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`)
})
