import { sniffToken, type UnverifiedJws } from '../../src/token/index.js'

/** base64url without padding, of text or bytes. */
export function encode(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64url')
}

/** Three parts with these texts; the signature is nobody's. */
export function unsigned(header: string | Uint8Array, payload: string | Uint8Array = '{}'): string {
  return `${encode(header)}.${encode(payload)}.${encode('signature')}`
}

/** The shape of a token that must look like a JWS. */
export function jwsOf(token: string): UnverifiedJws {
  const shape = sniffToken(token)
  if (shape.kind !== 'jws') throw new Error(`It looks ${shape.kind}`)
  return shape
}
