import type { Row } from './row.js'
import { readWrite } from './tokens.js'

const topic = 'Without a token'
const nothing = 'nothing'

export const noToken: readonly Row[] = [
  { topic, sent: nothing, request: { path: '/health' }, expected: { status: 200 } },
  {
    topic,
    sent: nothing,
    request: { path: '/.well-known/oauth-protected-resource', shown: 'GET metadata' },
    expected: {
      status: 200,
      body: ({ url, issuer }) => ({ resource: url, authorization_servers: [issuer] }),
    },
  },
  {
    topic,
    sent: 'nothing, where a token is optional',
    request: { path: '/public' },
    expected: { status: 200, body: { authenticated: false } },
  },
  {
    topic,
    sent: 'a CORS preflight',
    request: {
      method: 'OPTIONS',
      path: '/me',
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    },
    // Not answered here: the guard lets it through to whoever handles CORS, or to nobody.
    expected: { status: 'no refusal' },
  },
  { topic, sent: nothing, request: { path: '/me' }, expected: { status: 401 } },
  { topic, sent: nothing, request: { method: 'POST', path: '/data' }, expected: { status: 401 } },
  {
    topic,
    sent: 'user and password (Basic)',
    request: { path: '/me', authorization: [['Basic', btoa('service:service-secret')]] },
    expected: { status: 401 },
  },
  {
    topic,
    sent: 'a token in the query only',
    request: { path: '/me', queryToken: readWrite },
    expected: { status: 401 },
  },
]
