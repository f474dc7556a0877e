import { authorizationDetails, authorize, protect, type ResourceServer } from '@portcullis/express'
import express from 'express'

const readAccounts = authorizationDetails('account_information', {
  actions: ['read'],
  datatypes: ['balances'],
  validUntil: (value, { now }) => value === undefined || Number(value) > now,
})

const payInEuro = authorizationDetails('payment_initiation', (detail) => {
  const amount = detail.instructedAmount
  return typeof amount === 'object' && amount !== null && 'currency' in amount
    ? amount.currency === 'EUR'
    : false
})

export function bank(guard: ResourceServer): express.Express {
  const app = express()
  app.use(protect(guard)) // its `resource` is what `locations` must name
  app.get('/balances', authorize(readAccounts), (_req, res) => {
    res.json([])
  })
  app.post('/payments', authorize(payInEuro), (_req, res) => {
    res.status(201).end()
  })
  return app
}
