import { protect } from '@portcullis/express'
import { localApi, localApiScope } from '@portcullis/local-api'
import { oidcProviderAuthority, withStanding } from '@portcullis/local-api/oidc-provider'
import express from 'express'
import Provider from 'oidc-provider'

const users = new Map([['alice', { active: true }]])
const isActive = (accountId: string) => users.get(accountId)?.active === true

// #region whole
const provider = new Provider('https://identity.example.com', {
  // …
  formats: { customizers: { jwt: withStanding } }, // lets a JWT say which grant it stands on
})

const api = localApi({
  authority: oidcProviderAuthority(provider, { findAccount: isActive }),
  scope: localApiScope, // 'local-api'
  audience: 'local',
})

const app = express()
app.get('/local/me', protect(api), (req, res) => {
  res.json({ hello: req.auth.subject })
})
app.use(provider.callback())
app.listen(3000)
// #endregion
