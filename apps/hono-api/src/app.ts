import type { RequestListener } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { metadata, type ResourceServer } from '@portcullis/hono'
import type { Log } from '@portcullis-apps/shared'
import { Hono } from 'hono'
import { addRoutes } from './routes.js'

export interface NodeEnv {
  Bindings: HttpBindings
}

/** The whole application around a guard. */
export function createApp(guard: ResourceServer, log: Log): RequestListener {
  const app = new Hono<NodeEnv>()
  app.use(metadata(guard))
  addRoutes(app, guard)
  app.notFound((context) => context.json({ error: 'not_found' }, 404))
  app.onError((error, context) => {
    log.failure(error, context.req)
    return context.json({ error: 'server_error' }, 500)
  })
  const listener = getRequestListener(app.fetch)
  return (request, response) => {
    // The adapter builds a URL of it and refuses what does not fit; the guard reads the raw header, and
    // has an answer of its own.
    request.headers.host = 'localhost'
    void listener(request, response)
  }
}
