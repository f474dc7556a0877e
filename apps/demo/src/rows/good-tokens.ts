import type { Members, Row } from './row.js'
import { alice, bearer, readWrite } from './tokens.js'

const topic = 'Good tokens'
const service = { subject: 'service', clientId: 'service', scopes: ['api1.read', 'api1.write'] }

/** What the API says about a token that it took. */
function about(members: Members, audience = 'api1'): Row['expected'] {
  const common = { audience: [audience], format: 'jwt', binding: 'none' }
  return { status: 200, body: ({ issuer }) => ({ issuer, ...common, ...members }) }
}

export const goodTokens: readonly Row[] = [
  {
    topic,
    sent: 'JWT signed with ES256',
    request: { path: '/me', authorization: bearer(readWrite) },
    expected: about(service),
  },
  {
    topic,
    sent: 'JWT signed with RS256',
    request: {
      path: '/me',
      authorization: bearer({ ...readWrite, resource: 'urn:portcullis:api1:jwt-rs256' }),
    },
    expected: about(service),
  },
  {
    topic,
    sent: 'JWT for the second audience',
    request: {
      path: '/me',
      authorization: bearer({ ...readWrite, resource: 'urn:portcullis:api2:jwt' }),
    },
    expected: about(service, 'api2'),
  },
  {
    topic,
    sent: 'JWT of alice, who logged in',
    request: { path: '/me', authorization: bearer(alice) },
    expected: about({ subject: 'alice', clientId: 'demo-app', scopes: ['api1.read'] }),
  },
  {
    topic,
    sent: 'the scheme in lower case',
    request: { path: '/me', authorization: [['bearer', readWrite]] },
    expected: about(service),
  },
  {
    topic,
    sent: 'JWT, on a route with a parameter',
    request: { path: '/items/42', authorization: bearer(readWrite) },
    expected: about(service),
  },
  {
    topic,
    sent: 'JWT, where a token is optional',
    request: { path: '/public', authorization: bearer(readWrite) },
    expected: { status: 200, body: { authenticated: true } },
  },
]
