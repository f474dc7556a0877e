import type { TokenRecipe } from '../tokens/recipe.js'
import type { Row } from './row.js'
import { aboutService, dpop, invalidProof, type Kind, kindNames, kinds } from './tokens.js'

const topic = 'Another node of the API that gives out nonces, with the same Redis'
const first = 'the strict API'
const common = { topic, to: 'its second node' } as const

/** Clients know both by one name, and proofs are for that. */
const host = 'api.example.test'
const path = '/me'

function request(token: TokenRecipe): Row['request'] {
  const proof = { with: token, path: `http://${host}${path}`, nonceOf: first } as const
  return { path, authorization: dpop(token), proofs: [proof], headers: { Host: host } }
}

function rowsOf(kind: Kind): readonly Row[] {
  const token: TokenRecipe = { ...kinds[kind], bound: 'DPoP' }
  return [
    {
      ...common,
      sent: `${kind}, with a nonce of the first`,
      request: request(token),
      expected: aboutService(kind, { binding: 'dpop' }),
    },
    {
      ...common,
      sent: `${kind}, a proof that the first took`,
      elsewhere: first,
      beforehand: ['send elsewhere'],
      request: request(token),
      expected: invalidProof('dpop_proof_replayed'),
    },
  ]
}

const introspected: TokenRecipe = { ...kinds.reference, bound: 'DPoP', own: 'introspected once' }

export const nodesRows: readonly Row[] = [
  ...kindNames.flatMap(rowsOf),
  {
    ...common,
    sent: 'reference, revoked: known for a minute',
    elsewhere: first,
    beforehand: ['ask elsewhere', 'revoke'],
    request: request(introspected),
    expected: aboutService('reference', { binding: 'dpop' }),
  },
]
