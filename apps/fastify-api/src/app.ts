import type { RequestListener } from 'node:http'
import { metadata, portcullis, type ResourceServer } from '@portcullis/fastify'
import type { Log } from '@portcullis-apps/shared'
import Fastify from 'fastify'
import { answerFailures, answerNotFound } from './errors.js'
import { routes } from './routes.js'

/** The whole application around a guard. */
export async function createApp(server: ResourceServer, log: Log): Promise<RequestListener> {
  const app = Fastify()
  app.setNotFoundHandler(answerNotFound)
  app.setErrorHandler(answerFailures(log))
  await app.register(metadata, { server })
  await app.register(portcullis, { server })
  await app.register(routes)
  await app.ready()
  return (request, response) => app.routing(request, response)
}
