import { authorize, type GuardedHandler, protect } from '@portcullis/express'
import express from 'express'

const showItem: GuardedHandler<{ id: string }> = (req, res) => {
  res.json({ id: req.params.id, for: req.auth.subject })
}

const app = express()
app.use(protect({ issuer: 'https://identity.example.com', audience: 'api1' }))
app.get('/items/:id', authorize(), showItem)
