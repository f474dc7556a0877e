import { authorize, protect, scopes } from '@portcullis/express'
import express from 'express'

const { ISSUER = '', AUDIENCE = '', PORT = '3000' } = process.env

const app = express()
app.use(protect({ issuer: ISSUER, audience: AUDIENCE }))
app.get('/', authorize(scopes('api1.read')), (req, res) => {
  res.json({ hello: req.auth.subject })
})
app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${PORT}`))
