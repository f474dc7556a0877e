import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { protect } from '@portcullis/express'
import express from 'express'

const app = express()
app.use(
  protect({ issuer: 'https://identity.example.com', audience: 'api1', mtls: { mode: 'required' } }),
)

const tls = {
  cert: readFileSync('server.crt'),
  key: readFileSync('server.key'),
  requestCert: true, // ask every client for a certificate
  rejectUnauthorized: false, // and leave it to the token to say which one counts
}
createServer(tls, app).listen(8443)
