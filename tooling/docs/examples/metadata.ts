// #region guard
import { createResourceServer, metadata, protect, scopes } from '@portcullis/express'
import express from 'express'

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'https://api.example.com',
  publicUrl: 'https://api.example.com',
  dpop: 'required',
  policy: scopes('photos'),
  metadata: {
    resourceName: 'Photos',
    'resourceName#de': 'Fotos',
    resourceDocumentation: 'https://docs.example.com/photos',
  },
})

export const app = express()
app.use(metadata(guard)) // public: before the guard
app.get('/photos', protect(guard, { policy: scopes('photos.read') }), (req, res) => {
  res.json({ hello: req.auth.subject })
})
// #endregion

// #region several
const common = { issuer: 'https://identity.example.com', publicUrl: 'https://api.example.com' }
const photos = createResourceServer({
  ...common,
  resource: 'https://api.example.com/photos',
  audience: 'https://api.example.com/photos',
})
const music = createResourceServer({
  ...common,
  resource: 'https://api.example.com/music',
  audience: 'https://api.example.com/music',
})

export const both = express()
both.use(metadata(photos, music)) // all guards at once
both.use('/photos', protect(photos))
both.use('/music', protect(music))
// #endregion
