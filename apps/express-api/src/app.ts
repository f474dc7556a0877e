import { metadata, type ResourceServer } from '@portcullis/express'
import type { Log } from '@portcullis-apps/shared'
import express, { type Express } from 'express'
import { failed, notFound } from './errors.js'
import { routes } from './routes.js'

/** The whole application around a guard. */
export function createApp(guard: ResourceServer, log: Log): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(metadata(guard))
  app.use(routes(guard))
  app.use(notFound)
  app.use(failed(log))
  return app
}
