import type { Row } from './row.js'

const topic = 'Metadata'
const path = '/.well-known/oauth-protected-resource'
const document = { path, shown: 'GET metadata' }

/** What the API says of itself, and what a client without a token is told to ask for. */
export const metadataRows: readonly Row[] = [
  {
    topic,
    sent: 'nothing',
    request: document,
    expected: {
      status: 200,
      body: ({ resource, issuer }) => ({
        resource,
        authorization_servers: [issuer],
        scopes_supported: ['api1.admin', 'api1.read', 'api1.write'],
      }),
    },
  },
  {
    topic,
    sent: 'nothing, where proofs are required',
    to: 'the strictest API',
    request: document,
    expected: {
      status: 200,
      body: ({ resource }) => ({ resource, dpop_bound_access_tokens_required: true }),
    },
  },
  {
    topic,
    sent: 'a Host of somebody else',
    request: { ...document, headers: { host: 'evil.example.com' } },
    expected: { status: 200, body: ({ resource }) => ({ resource }) },
  },
  {
    topic,
    sent: 'nothing, about the local API',
    to: 'the local API',
    request: { ...document, path: `${path}/local` },
    expected: {
      status: 200,
      body: ({ url, issuer }) => ({
        resource: `${url}/local`,
        authorization_servers: [issuer],
        scopes_supported: ['local-api'],
      }),
    },
  },
  {
    topic,
    sent: 'nothing',
    request: { path: '/data' },
    expected: { status: 401, scope: 'api1.read' },
  },
]
