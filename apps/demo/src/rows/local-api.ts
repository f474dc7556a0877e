import type { TokenRecipe } from '../tokens/recipe.js'
import type { Row } from './row.js'
import { about, bearer, dpop, invalidToken, kindNames, lacksScope } from './tokens.js'
import { rowsOf, type Try } from './tries.js'

const common = {
  topic: 'An API within the authority: tokens are checked without asking over the network',
  to: 'the local API',
} as const
const path = '/local/me'
const from = 'the TLS authority'

/** What it says of a token of the service: it looks at the token itself, of whatever kind. */
function taken(subject: string | null, binding: string) {
  const service = { subject, clientId: 'service', scopes: ['local-api'] }
  return about({ ...service, format: 'local', binding }, 'local')
}

function tries(form: 'jwt' | 'reference'): readonly Try[] {
  const token: TokenRecipe = { from, scope: 'local-api', resource: `urn:portcullis:local:${form}` }
  const subject = form === 'jwt' ? 'service' : null
  const toKey: TokenRecipe = { ...token, bound: 'DPoP' }
  const toCertificate: TokenRecipe = { ...token, bound: 'certificate' }
  const stranger = [{ with: toKey, by: { ...toKey, own: 'others' } }]
  return [
    ['not bound', { path, presented: token }, taken(subject, 'none')],
    ['its proof', { path, presented: toKey }, taken(subject, 'dpop')],
    [
      'its proof, as Bearer',
      { path, authorization: bearer(toKey) },
      invalidToken('binding_required'),
    ],
    [
      "somebody else's key",
      { path, authorization: dpop(toKey), proofs: stranger },
      invalidToken('dpop_key_mismatch'),
    ],
    [
      'its certificate',
      { path, presented: toCertificate, certificate: 'own' },
      taken(subject, 'mtls'),
    ],
    [
      "somebody else's certificate",
      { path, authorization: bearer(toCertificate), certificate: 'strange' },
      invalidToken('certificate_mismatch'),
    ],
    [
      'another scope',
      { path, presented: { ...token, scope: 'api1.read' } },
      lacksScope('local-api'),
    ],
  ]
}

const opaque: TokenRecipe = {
  from,
  scope: 'local-api',
  resource: 'urn:portcullis:local:reference',
  own: 'revoked',
}
const ofAnother: TokenRecipe = {
  from: 'the authority',
  scope: 'local-api',
  resource: 'urn:portcullis:local:jwt',
}

export const localApiRows: readonly Row[] = [
  { ...common, sent: 'nothing', request: { path }, expected: { status: 401 } },
  ...kindNames.flatMap((kind) => rowsOf(common, kind, tries(kind === 'JWT' ? 'jwt' : 'reference'))),
  {
    ...common,
    sent: 'reference, used, then revoked',
    beforehand: ['send', 'revoke'],
    request: { path, authorization: bearer(opaque) },
    expected: invalidToken('token_inactive'),
  },
  {
    ...common,
    sent: 'JWT of another authority',
    request: { path, authorization: bearer(ofAnother) },
    expected: invalidToken('issuer_not_trusted'),
  },
]
