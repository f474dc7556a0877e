import {
  allOf,
  authorize,
  principal,
  protect,
  type ResourceServer,
  scopes,
} from '@portcullis/express'
import express from 'express'

const read = scopes('documents.read')

export function documents(guard: ResourceServer): express.Express {
  const app = express()
  app.use(protect(guard))
  app.get('/mine', authorize(allOf(read, principal('user'))), (req, res) => {
    res.json({ of: req.auth.subject }) // never the id of a client that looks like a user's
  })
  app.get('/export', authorize(allOf(read, principal('client'))), (req, res) => {
    res.json({ for: req.auth.clientId })
  })
  return app
}
