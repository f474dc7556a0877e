import { authorize, createResourceServer, metadata, protect, scopes } from '@portcullis/express'
import express from 'express'

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

const app = express()
app.get('/health', (_req, res) => {
  res.send('well')
})
app.use(metadata(guard)) // public: clients read it before they have a token
app.use(protect(guard)) // from here on every request needs a token
app.get('/me', authorize(), (req, res) => {
  res.json({ subject: req.auth.subject, scopes: [...req.auth.scopes] })
})
app.post('/data', authorize(scopes('api1.write')), (req, res) => {
  res.status(201).json({ by: req.auth.clientId })
})

await guard.warmUp() // fetches keys ahead; an issuer out of reach stops nothing
app.listen(3000)
