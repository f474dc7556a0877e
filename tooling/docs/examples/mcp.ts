// #region mcp
import { authorize, createResourceServer, metadata, protect, scopes } from '@portcullis/express'
import express from 'express'

const resource = 'https://mcp.example.com/mcp' // the canonical URI of the server

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: resource,
  publicUrl: 'https://mcp.example.com',
  resource,
  metadata: { resourceName: 'Tools', scopesSupported: ['tools:list', 'tools:call'] },
})

export const app = express()
app.use(metadata(guard))
app.use('/mcp', protect(guard, { policy: scopes('tools:list') })) // every request, in a session or not
app.post('/mcp', authorize(scopes('tools:call')), (req, res) => {
  res.json({ jsonrpc: '2.0', id: null, result: { hello: req.auth.subject } })
})
// #endregion
