// #region guard
import { createResourceServer, metadata, protect, scopes } from '@portcullis/express'
// #endregion
import express from 'express'

const app = express()
// #region guard

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

app.use(metadata(guard)) // RFC 9728, public: before the guard
app.get('/health', (_req, res) => res.end())
app.get('/public', protect(guard, { optional: true }), (req, res) => {
  res.json({ hello: req.auth?.subject ?? 'stranger' })
})
app.get('/data', protect(guard, { policy: scopes('api1.read') }), (req, res) => {
  res.json({ hello: req.auth.subject })
})
// #endregion
