import type { ResourceServer } from '@portcullis/core'
import { protect } from '@portcullis/express'
import Provider from 'oidc-provider'
import { type LocalAuthority, localApi, localApiScope } from '../../src/index.js'
import { oidcProviderAuthority, withStanding } from '../../src/oidc-provider/index.js'

const provider = new Provider('https://identity.example.com', {
  formats: { customizers: { jwt: withStanding } },
})
const authority = oidcProviderAuthority(provider, { findAccount: async (id) => ({ id }) })
oidcProviderAuthority(() => provider, { findAccount: null })

const api: ResourceServer = localApi({ authority, scope: localApiScope, audience: 'local' })
protect(api)
localApi({ authority, scope: null, audience: null, dpop: 'required', mtls: 'allowed' })
localApi({
  authority,
  scope: 'local',
  audience: ['a', 'b'],
  allowedHosts: null,
  transformToken: async ({ subject }) => ({ role: subject === 'alice' ? 'admin' : 'reader' }),
})

// @ts-expect-error the scope is a decision
localApi({ authority, audience: 'local' })
// @ts-expect-error so is the audience
localApi({ authority, scope: null })
// @ts-expect-error an address is no authority
localApi({ authority: 'https://identity.example.com', scope: null, audience: null })
// @ts-expect-error nobody is asked elsewhere
localApi({ authority, scope: null, audience: null, introspection: { clientId: 'api1' } })
// @ts-expect-error whether users are looked up is a decision, too
oidcProviderAuthority(provider, {})

export const plain: LocalAuthority = {
  issuer: 'https://identity.example.com',
  keys: () => ({ keys: [] }),
  findReferenceToken: async () => undefined,
  standing: () => 'good',
}

// @ts-expect-error silence is no answer
export const silent: LocalAuthority = { ...plain, standing: () => undefined }
