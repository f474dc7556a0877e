import { CompactEncrypt } from 'jose'
import { encode } from '../../jws/sign-compact.js'
import { algorithmDetail } from '../../keys/algorithms.js'
import { generateSigningKey, type TestKey } from '../../keys/signing-key.js'
import { headerTextOf, payloadTextOf, signDraft, type TokenDraft } from '../draft.js'
import { type DefectTable, join, split } from './defect.js'

/** Not one strict compact JWS of two JSON objects (RFC 7515 sections 3.1, 4 and 5.2). */
export const shapeDefects = {
  'duplicate-header-member': {
    draft: (draft) => ({ ...draft, headerText: duplicated(headerTextOf(draft)) }),
  },
  'duplicate-claim': {
    draft: (draft) => ({ ...draft, payloadText: duplicated(payloadTextOf(draft)) }),
  },
  'trailing-bytes': {
    draft: (draft) => ({ ...draft, payloadText: `${textOf(payloadTextOf(draft))}{}` }),
  },
  'payload-array': {
    draft: (draft) => ({ ...draft, payloadText: `[${textOf(payloadTextOf(draft))}]` }),
  },
  'payload-not-json': { draft: (draft) => ({ ...draft, payloadText: 'not JSON' }) },
  'json-serialization': { token: flattened },
  'four-parts': { token: (token) => `${token}.${encode('more')}` },
  'five-parts-jwe': { token: (_token, draft) => encrypted(draft) },
  padding: { token: padSignature },
  'standard-base64-alphabet': { token: inStandardAlphabet },
} as const satisfies DefectTable

/** The first member once more in front, with another value: a last-wins parser sees no harm. */
function duplicated(content: string | Uint8Array): string {
  const text = textOf(content)
  const [name = 'sub'] = Object.keys(JSON.parse(text))
  return `{${JSON.stringify(name)}:"intruder",${text.slice(1)}`
}

function textOf(content: string | Uint8Array): string {
  return Buffer.from(content).toString()
}

function flattened(token: string): string {
  const { header, payload, signature } = split(token)
  return JSON.stringify({ payload, protected: header, signature })
}

/** Really encrypted, to the issuer's own public key, as anybody can. */
async function encrypted(draft: TokenDraft): Promise<string> {
  const { publicKey, kid, algorithm } = encryptionKey(draft.key)
  const alg = algorithmDetail(algorithm).family === 'rsa' ? 'RSA-OAEP-256' : 'ECDH-ES'
  return new CompactEncrypt(Buffer.from(payloadTextOf(draft)))
    .setProtectedHeader({ alg, enc: 'A256GCM', typ: 'at+jwt', kid })
    .encrypt(publicKey)
}

function encryptionKey(key: TestKey): TestKey {
  const isForSigningOnly = algorithmDetail(key.algorithm).family === 'ed25519'
  return isForSigningOnly ? generateSigningKey('ES256', { kid: key.kid }) : key
}

/** On the signature, the one part that is not signed itself: lenient decoders take it. */
function padSignature(token: string): string {
  return `${token}${'='.repeat(4 - (split(token).signature.length % 4))}`
}

/** Signs anew, with white space after the payload, until there is a character to replace. */
function inStandardAlphabet(token: string, draft: TokenDraft): string {
  let candidate = token
  let payloadText = textOf(payloadTextOf(draft))
  while (!/[-_]/.test(split(candidate).signature)) {
    payloadText += ' '
    candidate = signDraft({ ...draft, payloadText })
  }
  const parts = split(candidate)
  const signature = parts.signature.replaceAll('-', '+').replaceAll('_', '/')
  return join({ ...parts, signature })
}
