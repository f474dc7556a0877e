import type { AccessToken, ResourceServer } from '@portcullis/core'
import { protect as protectExpress } from '@portcullis/express'
import { portcullis } from '@portcullis/fastify'
import { protect as protectKoa } from '@portcullis/koa'
import { fromIncomingMessage, writeAnswer } from '@portcullis/node'
import express from 'express'
import fastify from 'fastify'
import Koa from 'koa'
import { afterTest } from './closing.js'
import { listen } from './listen.js'

/** Serves a guarded `GET /me`; the port. */
export type Mount = (guard: ResourceServer) => Promise<number>

function describe({ subject, clientId, format, binding, claims }: AccessToken) {
  return { subject, clientId, format, binding, claims }
}

async function mountExpress(guard: ResourceServer): Promise<number> {
  const app = express()
  app.get('/me', protectExpress(guard), (req, res) => res.json(describe(req.auth)))
  return listen(app)
}

async function mountFastify(guard: ResourceServer): Promise<number> {
  const app = fastify({ forceCloseConnections: true })
  await app.register(portcullis, { server: guard })
  app.get('/me', async (request) => describe(request.auth as AccessToken))
  afterTest(() => app.close())
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
}

async function mountKoa(guard: ResourceServer): Promise<number> {
  const app = new Koa()
  app.use(protectKoa(guard)).use((context) => {
    context.body = describe(context.state.auth)
  })
  return listen(app.callback())
}

async function mountNode(guard: ResourceServer): Promise<number> {
  return listen(async (message, response) => {
    const outcome = await guard.protect(fromIncomingMessage(message))
    if (!outcome.ok) return writeAnswer(response, outcome)
    const token = outcome.access?.token
    return response.end(JSON.stringify(token && describe(token)))
  })
}

/** Where a local API may stand; one line for one more. */
export const mounts: readonly (readonly [name: string, mount: Mount])[] = [
  ['Express', mountExpress],
  ['Fastify', mountFastify],
  ['Koa', mountKoa],
  ['node:http', mountNode],
]
