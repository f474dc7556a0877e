import type { TokenRecipe } from '../tokens/recipe.js'
import type { Row } from './row.js'
import {
  aboutService,
  bearer,
  dpop,
  invalidProof,
  invalidToken,
  type Kind,
  kindNames,
  kinds,
} from './tokens.js'
import { rowsOf, type Try } from './tries.js'

const from = 'the TLS authority'
const to = 'the TLS API'
const certificate = 'own'

function toCertificate(kind: Kind): readonly Try[] {
  const token: TokenRecipe = { ...kinds[kind], from, bound: 'certificate' }
  const authorization = bearer(token)
  const proofs = [{ with: token, by: { ...token, bound: 'DPoP' } }] as const
  const notBound = bearer({ ...kinds[kind], from })
  const taken = aboutService(kind, { binding: 'mtls' })
  return [
    ['its certificate', { presented: token, certificate }, taken],
    [
      "somebody else's certificate",
      { authorization, certificate: 'strange' },
      invalidToken('certificate_mismatch'),
    ],
    ['no certificate', { authorization }, invalidToken('certificate_missing')],
    [
      'its certificate in a header',
      { authorization, forwarded: 'own' },
      invalidToken('certificate_missing'),
    ],
    [
      'its certificate, as DPoP',
      { authorization: dpop(token), proofs, certificate },
      invalidToken('binding_missing'),
    ],
    ['not bound, a certificate', { authorization: notBound, certificate }, aboutService(kind)],
  ]
}

function toBoth(kind: Kind): readonly Try[] {
  const token: TokenRecipe = { ...kinds[kind], from, bound: 'both' }
  const authorization = dpop(token)
  const proofs = [{ with: token }]
  const stranger = [{ with: token, by: { ...token, own: 'others' } }]
  const taken = aboutService(kind, { binding: 'dpop+mtls' })
  const asBearer = { authorization: bearer(token), certificate } as const
  return [
    ['both', { presented: token, certificate }, taken],
    ['the proof alone', { presented: token }, invalidToken('certificate_missing')],
    ['the certificate alone', { authorization, certificate }, invalidProof('dpop_proof_missing')],
    ['the certificate, as Bearer', asBearer, invalidToken('binding_required')],
    [
      "somebody else's certificate",
      { authorization, proofs, certificate: 'strange' },
      invalidToken('certificate_mismatch'),
    ],
    [
      "somebody else's key",
      { authorization, proofs: stranger, certificate },
      invalidToken('dpop_key_mismatch'),
    ],
  ]
}

function toStrictest(): readonly Try[] {
  const token: TokenRecipe = { ...kinds.JWT, from }
  const taken = aboutService('JWT', { binding: 'dpop+mtls' })
  const toKey: TokenRecipe = { ...token, bound: 'DPoP' }
  const toCertificateAlone: TokenRecipe = { ...token, bound: 'certificate' }
  return [
    ['bound to both', { presented: { ...token, bound: 'both' }, certificate }, taken],
    ['bound to the key', { presented: toKey, certificate }, invalidToken('binding_missing')],
    ['bound to the certificate', { presented: toCertificateAlone, certificate }, { status: 401 }],
    ['not bound', { presented: token, certificate }, { status: 401 }],
  ]
}

const strictest = {
  topic: 'An API that takes nothing less, and no reference tokens',
  to: 'the strictest API',
} as const
const opaque: TokenRecipe = { ...kinds.reference, from, bound: 'both' }

export const certificateRows: readonly Row[] = [
  ...kindNames.flatMap((kind) =>
    rowsOf(
      { topic: 'Tokens that are bound to a certificate (mutual TLS)', to },
      kind,
      toCertificate(kind),
    ),
  ),
  ...kindNames.flatMap((kind) =>
    rowsOf({ topic: 'Tokens that are bound to a certificate and a key', to }, kind, toBoth(kind)),
  ),
  ...rowsOf(strictest, 'JWT', toStrictest()),
  ...rowsOf(strictest, 'reference', [
    [
      'bound to both',
      { presented: opaque, certificate },
      invalidToken('token_format_not_accepted'),
    ],
  ]),
]
