import {
  actor,
  anyOf,
  authorize,
  notDelegated,
  protect,
  type ResourceServer,
} from '@portcullis/express'
import express from 'express'

const byOrders = actor({ subject: 'orders-service' }) // a name of the issuer of the token
const byPartner = actor({ subject: 'shop', issuer: 'https://partner.example.com' })

export function profile(guard: ResourceServer): express.Express {
  const app = express()
  app.use(protect(guard))
  app.get('/address', authorize(anyOf(notDelegated(), byOrders, byPartner)), (req, res) => {
    res.json({ of: req.auth.subject, readBy: req.auth.actor?.subject ?? null })
  })
  app.delete('/account', authorize(notDelegated()), (_req, res) => {
    res.status(204).end()
  })
  return app
}
