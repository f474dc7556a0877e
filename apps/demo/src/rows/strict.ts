import type { DenialCode } from '@portcullis/core'
import type { TokenRecipe } from '../tokens/recipe.js'
import type { Expectation, Row } from './row.js'
import {
  aboutService,
  bearer,
  dpop,
  invalidToken,
  type Kind,
  kindNames,
  kinds,
  lacksScope,
} from './tokens.js'
import { rowsOf, type Try } from './tries.js'

const topic = 'An API that takes bound tokens only, and gives out nonces'
const common = { topic, to: 'the strict API' } as const

function tries(kind: Kind): readonly Try[] {
  const token: TokenRecipe = { ...kinds[kind], bound: 'DPoP' }
  const authorization = dpop(token)
  const proof = { with: token }
  const taken = { ...aboutService(kind, { binding: 'dpop' }), afterNonce: true }
  const forbidden = { ...lacksScope('api1.admin'), afterNonce: true }
  const notBound = { authorization: dpop(kinds[kind]), proofs: [proof] }
  return [
    ['openid-client, nonce learnt', { presented: token }, taken],
    ['the same, lacking the scope', { path: '/admin', presented: token }, forbidden],
    ['proof without a nonce', { authorization, proofs: [proof] }, useNonce('dpop_nonce_missing')],
    [
      'proof with a made-up nonce',
      { authorization, proofs: [{ ...proof, nonce: 'made-up' }] },
      useNonce('dpop_nonce_invalid'),
    ],
    ['not bound, as Bearer', { authorization: bearer(kinds[kind]) }, { status: 401 }],
    ['not bound, as DPoP', notBound, invalidToken('binding_missing')],
  ]
}

function useNonce(because: DenialCode): Expectation {
  return { status: 401, error: 'use_dpop_nonce', because }
}

export const strictRows: readonly Row[] = [
  { ...common, sent: 'nothing', request: { path: '/me' }, expected: { status: 401 } },
  {
    ...common,
    sent: 'nothing, where a token is optional',
    request: { path: '/public' },
    expected: { status: 200, body: { authenticated: false } },
  },
  ...kindNames.flatMap((kind) => rowsOf(common, kind, tries(kind))),
]
