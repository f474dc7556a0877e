import { type Denial, deny } from '../errors/index.js'
import { decodeBase64Url, decodeBase64UrlText } from '../lib/base64url.js'
import { JsonFault, type JsonObject, parseJsonObject } from '../lib/json.js'
import type { UnverifiedJws } from './token-shape.js'

/** A JWS with its parts decoded. Still nothing in it is verified. */
export interface DecodedJws {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly signature: Uint8Array
  /** `header.payload`, as signed. */
  readonly signedText: string
}

/** Decodes payload and signature strictly (RFC 7515 §5.2 steps 2–6, RFC 7519 §7.2). */
export function decodeJws(jws: UnverifiedJws): DecodedJws | Denial {
  const payload = decodeBase64UrlText(jws.payloadSegment)
  if (payload === undefined) return deny('token_malformed', 'Its payload is not base64url of UTF-8')
  const signature = decodeBase64Url(jws.signatureSegment)
  if (signature === undefined) return deny('token_malformed', 'Its signature is not base64url')
  const claims = parseJsonObject(payload)
  if (claims instanceof JsonFault) {
    return deny('token_malformed', `Its payload is refused: ${claims.reason.replaceAll('_', ' ')}`)
  }
  return { header: jws.header, claims, signature, signedText: jws.token.slice(0, jws.signedLength) }
}
