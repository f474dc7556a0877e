import type { Row } from './row.js'
import { bearer, invalidRequest, readWrite } from './tokens.js'

const topic = 'Good tokens, badly presented'

export const presentation: readonly Row[] = [
  {
    topic,
    sent: 'two Authorization headers',
    request: { path: '/me', authorization: [...bearer(readWrite), ...bearer(readWrite)] },
    expected: invalidRequest('credentials_repeated'),
  },
  {
    topic,
    sent: 'token in header and query',
    request: { path: '/me', authorization: bearer(readWrite), queryToken: readWrite },
    expected: invalidRequest('credentials_in_two_places'),
  },
  {
    topic,
    sent: 'two words after Bearer',
    request: { path: '/me', authorization: bearer('two words') },
    expected: invalidRequest('credentials_malformed'),
  },
  {
    topic,
    sent: 'nothing after Bearer',
    request: { path: '/me', authorization: bearer('') },
    expected: invalidRequest('credentials_malformed'),
  },
]
