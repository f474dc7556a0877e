import { authorize, protect, scopes } from '@portcullis/hono'
import { Hono } from 'hono'

const app = new Hono()
app.use(protect({ issuer: 'https://identity.example.com', audience: 'api1' }))
app.get('/data', authorize(scopes('api1.read')), (c) => c.json({ hello: c.get('auth').subject }))

export const { fetch } = app
