import { allOf, authorize, protect, type ResourceServer, scopes, stepUp } from '@portcullis/express'
import express from 'express'

const strong = stepUp({ acrValues: ['urn:example:mfa', 'urn:example:key'] }) // one of the two
const fresh = stepUp({ maxAgeSeconds: 300 })

export function payments(guard: ResourceServer): express.Express {
  const app = express()
  app.use(protect(guard))
  app.get('/balance', authorize(scopes('payments')), (_req, res) => {
    res.json({ balance: 5 })
  })
  app.post('/payments', authorize(allOf(scopes('payments'), strong, fresh)), (_req, res) => {
    res.status(201).end()
  })
  return app
}
