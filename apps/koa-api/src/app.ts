import type { RequestListener } from 'node:http'
import { metadata, type ResourceServer } from '@portcullis/koa'
import type { Log } from '@portcullis-apps/shared'
import Koa from 'koa'
import { answerFailures } from './errors.js'
import { routes } from './routes.js'

/** The whole application around a guard. */
export function createApp(guard: ResourceServer, log: Log): RequestListener {
  const app = new Koa()
  // Logged where they are answered.
  app.silent = true
  app.use(answerFailures(log))
  app.use(metadata(guard))
  app.use(routes(guard))
  const listener = app.callback()
  return (request, response) => void listener(request, response)
}
