import type { DenialCode } from '@portcullis/core'
import type { Alteration } from '../tokens/alter.js'
import type { Row } from './row.js'
import { bearer, invalidToken, readWrite } from './tokens.js'

const topic = 'Forged tokens'

/** Every alteration that there is, and why it is found out: one without a row is a type error. */
const forgeries: Readonly<Record<Alteration, readonly [sent: string, because: DenialCode]>> = {
  'payload changed': ['payload changed', 'signature_invalid'],
  'signature changed': ['signature changed', 'signature_invalid'],
  'alg none': ['unsigned (alg none)', 'algorithm_not_allowed'],
  'public key as secret': ['HS256 with the public key as secret', 'algorithm_not_allowed'],
  'signed by a stranger': ["somebody else's key, the right kid", 'signature_invalid'],
  'unknown kid': ['a kid that nobody published', 'signing_key_unknown'],
  'key in the header': ['the key to trust brought along (jwk)', 'signature_invalid'],
}

function forged(altered: Alteration): Row {
  const [sent, because] = forgeries[altered]
  const request = { path: '/me', authorization: bearer({ ...readWrite, altered }) }
  return { topic, sent, request, expected: invalidToken(because) }
}

export const forgedTokens: readonly Row[] = [
  ...(Object.keys(forgeries) as Alteration[]).map(forged),
  {
    topic,
    sent: 'payload changed, token optional',
    request: {
      path: '/public',
      authorization: bearer({ ...readWrite, altered: 'payload changed' }),
    },
    expected: invalidToken('signature_invalid'),
  },
]
