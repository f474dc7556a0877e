import {
  authorize,
  createResourceServer,
  metadata,
  protect,
  type ResourceServer,
  scopes,
} from '../../src/index.js'

const options = { issuer: 'https://identity.example.com', audience: 'api1' }
const guard: ResourceServer = createResourceServer(options)

protect(options)
protect(guard, { policy: async (token) => token.claims.role === 'admin' })
protect(guard, { throwRefusals: true, optional: true })
metadata(guard)

// @ts-expect-error: the audience must be said
protect({ issuer: 'https://identity.example.com' })

// @ts-expect-error: there is no such option
protect({ ...options, audiences: ['api1'] })

// @ts-expect-error: the second argument is a requirement, which may hold a policy
protect(guard, scopes('api1.read'))

// @ts-expect-error: a policy returns a boolean
protect(guard, { policy: (token) => token.subject })

// @ts-expect-error: a refusal is thrown, or it is not
protect(guard, { throwRefusals: 'yes' })

// @ts-expect-error: a scope is no policy
authorize('api1.read')

// @ts-expect-error: a second guard would be made of options, and disagree with the first
metadata(options)
