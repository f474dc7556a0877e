import type { DenialCode } from '@portcullis/core'
import type { TokenRecipe } from '../tokens/recipe.js'
import type { ProofPlan, Row } from './row.js'
import {
  aboutService,
  bearer,
  dpop,
  invalidProof,
  invalidRequest,
  invalidToken,
  type Kind,
  kindNames,
  kinds,
  lacksScope,
} from './tokens.js'
import { rowsOf, type Try } from './tries.js'

const topic = 'Tokens that are bound to a key (DPoP)'

function holder(kind: Kind): readonly Try[] {
  const token = boundToken(kind)
  const taken = aboutService(kind, { binding: 'dpop' })
  const query = { path: '/me?page=2', proofs: [{ with: token, path: '/me' }] }
  return [
    ['presented by openid-client', { presented: token }, taken],
    ['query, scheme in lower case', { ...query, authorization: [['dpop', token]] }, taken],
    ['openid-client', { path: '/data', method: 'POST', presented: token }, { status: 201 }],
    ['lacking the scope', { path: '/admin', presented: token }, lacksScope('api1.admin')],
  ]
}

function thief(kind: Kind): readonly Try[] {
  const token = boundToken(kind)
  const others = { ...token, own: 'others' }
  const authorization = dpop(token)
  const proof = { with: token }
  const replayed = invalidProof('dpop_proof_replayed')
  const notBound = { authorization: dpop(kinds[kind]), proofs: [{ with: kinds[kind], by: token }] }
  return [
    ['the same proof once more', { authorization, proofs: [proof] }, replayed, ['send']],
    ['no proof', { authorization }, invalidProof('dpop_proof_missing')],
    [
      'two proofs',
      { authorization, proofs: [proof, proof] },
      invalidRequest('dpop_proof_repeated'),
    ],
    [
      "somebody else's key",
      { authorization, proofs: [{ with: token, by: others }] },
      invalidToken('dpop_key_mismatch'),
    ],
    [
      'proof for another token',
      { authorization, proofs: [{ with: others, by: token }] },
      invalidProof('dpop_token_mismatch'),
    ],
    ['as Bearer', { authorization: bearer(token) }, invalidToken('binding_required')],
    [
      'as Bearer, with a proof',
      { authorization: bearer(token), proofs: [proof] },
      invalidToken('binding_required'),
    ],
    ['not bound, with a proof', notBound, invalidToken('binding_missing')],
  ]
}

/** What else can be wrong with a proof, and why it is found out: the token does not matter. */
const faults: readonly (readonly [sent: string, change: Omit<ProofPlan, 'with'>, DenialCode])[] = [
  ['proof for another method', { method: 'POST' }, 'dpop_method_mismatch'],
  ['proof for another path', { path: '/data' }, 'dpop_url_mismatch'],
  ['proof for another host', { defect: 'htu-other-host' }, 'dpop_url_mismatch'],
  ['proof without its token', { defect: 'no-ath' }, 'dpop_claim_missing'],
  ['proof of an hour ago', { defect: 'iat-an-hour-old' }, 'dpop_proof_expired'],
  ['proof from the future', { defect: 'iat-an-hour-ahead' }, 'dpop_proof_from_future'],
  ['proof, changed afterwards', { defect: 'tampered-payload' }, 'dpop_signature_invalid'],
  ['proof, unsigned (alg none)', { defect: 'alg-none' }, 'dpop_algorithm_not_allowed'],
  ['proof with its private key', { defect: 'jwk-private' }, 'dpop_key_private'],
  ['proof is a JWT of another type', { defect: 'typ-jwt' }, 'dpop_proof_type_mismatch'],
  ['no proof but a word', { defect: 'not-a-jwt' }, 'dpop_proof_malformed'],
]

function faulty([sent, change, because]: (typeof faults)[number]): Try {
  const token = boundToken('JWT')
  const proofs = [{ with: token, ...change }]
  return [sent, { authorization: dpop(token), proofs }, invalidProof(because)]
}

const optional = { path: '/public', authorization: dpop(boundToken('JWT')) }
const elsewhere = { ...boundToken('JWT'), from: 'the other authority, restarted' } as const

export const proofRows: readonly Row[] = [
  ...kindNames.flatMap((kind) => rowsOf({ topic }, kind, [...holder(kind), ...thief(kind)])),
  ...rowsOf({ topic }, 'JWT', [
    ...faults.map(faulty),
    ['no proof, token optional', optional, invalidProof('dpop_proof_missing')],
  ]),
  ...rowsOf({ topic, to: 'the early API', stage: 'issuer known again' }, 'JWT', [
    ['where DPoP is off', { presented: elsewhere }, { status: 401 }],
    [
      'where DPoP is off, as Bearer',
      { authorization: bearer(elsewhere) },
      invalidToken('binding_required'),
    ],
  ]),
]

function boundToken(kind: Kind): TokenRecipe {
  return { ...kinds[kind], bound: 'DPoP' }
}
