import express from 'express'
import { type AccessToken, createResourceServer, protect } from '../../src/index.js'

const app = express()
const guard = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })
declare const optional: boolean

// @ts-expect-error: nothing guards this route
app.get('/', (req) => req.auth.subject)

// @ts-expect-error: a request without credentials passes here
app.get('/', protect(guard, { optional: true }), (req) => req.auth.subject)

// @ts-expect-error: it may pass here
app.get('/', protect(guard, { optional }), (req) => req.auth.subject)

// @ts-expect-error: a guard elsewhere in the app proves nothing here
app.use(protect(guard)).get('/', (req) => req.auth.subject)

// @ts-expect-error: the guard comes after the handler
app.get('/', (req) => req.auth.subject, protect(guard))

// Possibly a token, and nothing else.
app.get('/', protect(guard, { optional: true }), (req) => {
  const auth: AccessToken | undefined = req.auth
  return auth?.subject
})

app.get('/', protect(guard), (req) => {
  // @ts-expect-error: what a guard found is not for handlers to change
  req.auth = undefined
  // @ts-expect-error: scopes cannot be added
  req.auth.scopes.add('api1.admin')
})

declare const fields: { readonly [K in keyof AccessToken & string]: AccessToken[K] }
// @ts-expect-error: nor can a token be made by hand, only by a guard
export const forged: AccessToken = fields
