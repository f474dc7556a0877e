// #region cors
import { corsHeaders, createResourceServer, metadata, protect } from '@portcullis/express'
import cors from 'cors'
import express from 'express'

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

export const app = express()
app.use(metadata(guard)) // has CORS of its own: for every origin
app.use(
  cors({
    origin: 'https://app.example.com',
    allowedHeaders: [...corsHeaders.allow, 'Content-Type'],
    exposedHeaders: [...corsHeaders.expose],
    maxAge: corsHeaders.maxAgeSeconds,
  }),
)
app.use(protect(guard)) // after it
// #endregion
