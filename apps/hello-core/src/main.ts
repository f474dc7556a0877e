import { createServer } from 'node:http'
import { createResourceServer, scopes } from '@portcullis/core'
import { appendHeaders, fromIncomingMessage, writeAnswer } from '@portcullis/node'

const { ISSUER = '', AUDIENCE = '', PORT = '3000' } = process.env

const guard = createResourceServer({ issuer: ISSUER, audience: AUDIENCE })
createServer(async (req, res) => {
  const outcome = await guard.protect(fromIncomingMessage(req), { policy: scopes('api1.read') })
  if (!outcome.ok) return writeAnswer(res, outcome)
  appendHeaders(res, outcome.headers)
  if (outcome.access === undefined) return res.writeHead(204).end() // a CORS preflight
  res.end(JSON.stringify({ hello: outcome.access.token.subject }))
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${PORT}`))
