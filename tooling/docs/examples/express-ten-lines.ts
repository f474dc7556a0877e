import { authorize, protect, scopes } from '@portcullis/express'
import express from 'express'

const app = express()
app.use(protect({ issuer: 'https://identity.example.com', audience: 'api1' }))
app.get('/data', authorize(scopes('api1.read')), (req, res) => {
  res.json({ hello: req.auth.subject })
})
app.listen(3000)
