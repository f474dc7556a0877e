import type { TokenRecipe } from '../tokens/recipe.js'
import type { Row } from './row.js'
import {
  about,
  aboutService,
  alice,
  bearer,
  invalidToken,
  lacksScope,
  readWrite,
  reference,
} from './tokens.js'

const topic = 'Reference tokens: only their issuer knows what is behind them'

const ofAlice: TokenRecipe = { ...alice, resource: 'urn:portcullis:api1:reference' }
const own = (name: string): TokenRecipe => ({ ...reference, own: name })

function at(path: string, sent: string, token: TokenRecipe | string): Omit<Row, 'expected'> {
  return { topic, sent, request: { path, authorization: bearer(token) } }
}

function inactive(sent: string, token: TokenRecipe | string): Row {
  return { ...at('/me', sent, token), expected: invalidToken('token_inactive') }
}

const good: readonly Row[] = [
  { ...at('/me', 'a reference token', reference), expected: aboutService('reference') },
  {
    ...at('/me', 'the same once more', reference),
    beforehand: ['send'],
    expected: aboutService('reference'),
  },
  {
    ...at('/me', 'of alice, who logged in', ofAlice),
    expected: about({ subject: 'alice', clientId: 'demo-app', format: 'reference' }),
  },
  {
    ...at('/public', 'where a token is optional', reference),
    expected: { status: 200, body: { authenticated: true } },
  },
  {
    ...at('/data', 'scope api1.read', { ...reference, scope: 'api1.read' }),
    expected: { status: 200 },
  },
  { ...at('/data', 'no scope', { ...reference, scope: '' }), expected: lacksScope('api1.read') },
  { ...at('/admin', 'alice: role admin', ofAlice), expected: { status: 200 } },
  { ...at('/admin', 'no role, no such scope', reference), expected: lacksScope('api1.admin') },
]

/** The issuer tells this API nothing about tokens for others. */
const unknown: readonly Row[] = [
  inactive('for another audience', { ...readWrite, resource: 'urn:portcullis:other:reference' }),
  inactive('of an issuer that is not trusted', { ...reference, from: 'the other authority' }),
  inactive('revoked before it was used', { ...own('revoked'), revoked: true }),
  inactive('no token at all', 'open-sesame'),
  inactive('no token, with dots in it', 'ya29.open.sesame'),
  {
    ...at('/public', 'no token, where one is optional', 'open-sesame'),
    expected: invalidToken('token_inactive'),
  },
]

export const referenceTokens: readonly Row[] = [
  ...good,
  {
    ...at('/me', 'used, then revoked: known for a minute', own('used')),
    beforehand: ['send', 'revoke'],
    expected: aboutService('reference'),
  },
  ...unknown,
]
