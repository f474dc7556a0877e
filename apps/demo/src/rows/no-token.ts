import type { Target } from '../apis.js'
import type { Row } from './row.js'
import { readWrite } from './tokens.js'

const topic = 'Without a token'
const nothing = 'nothing'

/** Not answered here: the guard lets it pass to whoever handles CORS, or to nobody. */
function preflight(path: string, method: string, to: Target = 'the API'): Row {
  const headers = {
    origin: 'https://app.example.com',
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,dpop',
  }
  const request = { method: 'OPTIONS', path, headers }
  const sent = `a CORS preflight for ${method}`
  return { topic, sent, to, request, expected: { status: 'unguarded' } }
}

export const noToken: readonly Row[] = [
  { topic, sent: nothing, request: { path: '/health' }, expected: { status: 200 } },
  {
    topic,
    sent: 'nothing, where a token is optional',
    request: { path: '/public' },
    expected: { status: 200, body: { authenticated: false } },
  },
  preflight('/me', 'GET'),
  preflight('/data', 'POST', 'the strict API'),
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
