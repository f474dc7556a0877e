import type { Row } from './row.js'
import { about, aboutService, alice, bearer, readWrite } from './tokens.js'

const topic = 'Good tokens'

export const goodTokens: readonly Row[] = [
  {
    topic,
    sent: 'JWT signed with ES256',
    request: { path: '/me', authorization: bearer(readWrite) },
    expected: aboutService('JWT'),
  },
  {
    topic,
    sent: 'JWT signed with RS256',
    request: {
      path: '/me',
      authorization: bearer({ ...readWrite, resource: 'urn:portcullis:api1:jwt-rs256' }),
    },
    expected: aboutService('JWT'),
  },
  {
    topic,
    sent: 'JWT for the second audience',
    request: {
      path: '/me',
      authorization: bearer({ ...readWrite, resource: 'urn:portcullis:api2:jwt' }),
    },
    expected: aboutService('JWT', {}, 'api2'),
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
    expected: aboutService('JWT'),
  },
  {
    topic,
    sent: 'JWT, on a route with a parameter',
    request: { path: '/items/42', authorization: bearer(readWrite) },
    expected: aboutService('JWT'),
  },
  {
    topic,
    sent: 'JWT, where a token is optional',
    request: { path: '/public', authorization: bearer(readWrite) },
    expected: { status: 200, body: { authenticated: true } },
  },
]
