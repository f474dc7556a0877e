import { authorize, createResourceServer, protect, scopes } from '@portcullis/express'
import express from 'express'

const app = express()
const guard = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })

// #region optional
app.get('/public', protect(guard, { optional: true }), (req, res) => {
  res.json({ authenticated: req.auth !== undefined })
})
// #endregion

// #region single
app.get('/report', protect(guard, { policy: scopes('api1.read') }), (req, res) => {
  res.json({ for: req.auth.subject })
})
// #endregion

// #region several
app.use('/public', protect(guard, { optional: true }))
app.get('/public/me', authorize(), (req, res) => {
  res.json({ subject: req.auth.subject })
})
// #endregion
