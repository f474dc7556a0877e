import { protect } from '@portcullis/express'
import { localApi, localApiScope } from '@portcullis/local-api'
import { oidcProviderAuthority, withStanding } from '@portcullis/local-api/oidc-provider'
import express from 'express'
import Provider from 'oidc-provider'

const users = new Set(['alice'])
const provider = new Provider('https://identity.example.com', {
  formats: { customizers: { jwt: withStanding } }, // lets a JWT say which grant it stands on
})
const authority = oidcProviderAuthority(provider, { findAccount: (id) => users.has(id) })
const api = localApi({ authority, scope: localApiScope, audience: 'local' })

const app = express()
app.get('/local/me', protect(api), (req, res) => {
  res.json({ hello: req.auth.subject })
})
app.use(provider.callback())
app.listen(3000)
