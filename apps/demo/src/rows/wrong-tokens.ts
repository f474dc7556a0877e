import type { DenialCode } from '@portcullis/core'
import type { TokenRecipe } from '../tokens/recipe.js'
import type { Row } from './row.js'
import { alice, bearer, invalidToken, readWrite } from './tokens.js'

const topic = 'Real tokens that are not for this API'

function refused(sent: string, because: DenialCode, token: TokenRecipe): Row {
  const request = { path: '/me', authorization: bearer(token) }
  return { topic, sent, request, expected: invalidToken(because) }
}

export const wrongTokens: readonly Row[] = [
  refused('for another audience', 'audience_mismatch', {
    ...readWrite,
    resource: 'urn:portcullis:other:jwt',
  }),
  refused('of an issuer that is not trusted', 'issuer_not_trusted', {
    ...readWrite,
    from: 'the other authority',
  }),
  refused('the ID token of alice', 'token_type_not_access_token', { ...alice, kind: 'id' }),
  {
    ...refused('expired', 'token_expired', {
      ...readWrite,
      resource: 'urn:portcullis:api1:jwt-short',
    }),
    stage: 'after expiry',
  },
]
