import { createServer } from 'node:http'
import { createResourceServer, scopes } from '@portcullis/core'
import { appendHeaders, fromIncomingMessage, writeAnswer } from '@portcullis/node'

const guard = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })

createServer(async (message, response) => {
  const outcome = await guard.protect(fromIncomingMessage(message), { policy: scopes('api1.read') })
  if (!outcome.ok) return writeAnswer(response, outcome)
  appendHeaders(response, outcome.headers)
  response.end(`hello ${outcome.access?.token.subject}`)
}).listen(3000)
