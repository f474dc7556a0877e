import type { TokenRecipe } from '../tokens/recipe.js'
import type { Expectation, Row } from './row.js'
import { alice, bearer, dpop, invalidToken, readWrite } from './tokens.js'

const topic = 'Step-up: an operation that needs a strong and fresh login'

const ofAlice: TokenRecipe = { ...alice, resource: 'urn:portcullis:api1:reference' }
const byPassword = { acr: 'urn:example:password' }

/** The answer to a good token of a login that does not do (RFC 9470 section 3). */
const needsLogin: Expectation = {
  status: 401,
  error: 'insufficient_user_authentication',
  because: 'authentication_too_weak',
  login: { acrValues: 'urn:example:mfa', maxAge: '300' },
}

function row(sent: string, token: TokenRecipe | string, expected: Expectation): Row {
  return { topic, sent, request: { path: '/sensitive', authorization: bearer(token) }, expected }
}

const bound: TokenRecipe = { ...readWrite, bound: 'DPoP' }

export const stepUpRows: readonly Row[] = [
  row('alice, who logged in by two factors', alice, { status: 200 }),
  row('the same, a reference token', ofAlice, { status: 200 }),
  row('alice, who logged in by password', { ...alice, ...byPassword }, needsLogin),
  row('a reference token of that login', { ...ofAlice, ...byPassword }, needsLogin),
  row('a service, which never logs in', readWrite, needsLogin),
  {
    topic,
    sent: 'a service with a key',
    request: { path: '/sensitive', authorization: dpop(bound), proofs: [{ with: bound }] },
    expected: needsLogin,
  },
  row('no good token: not a word of a login', 'open-sesame', invalidToken('token_inactive')),
]
