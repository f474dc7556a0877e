// The example that opens the documentation, as it stands there.
import express from 'express'
import { authorize, protect, scopes } from '../../src/index.js'

const app = express()
app.use(protect({ issuer: 'https://identity.example.com', audience: 'api1' }))
app.get('/data', authorize(scopes('api1.read')), (req, res) => {
  res.json({ hello: req.auth.subject })
})
app.get('/short', authorize(scopes('api1.read')), (req, res) =>
  res.json({ hello: req.auth.subject }),
)
