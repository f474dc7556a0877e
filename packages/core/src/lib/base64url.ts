import { decodeBase64Url as decode, decodeUtf8 } from '#platform'

const alphabet = /^[A-Za-z0-9_-]*$/
// The last character of an incomplete group carries bits that belong to no byte: they must be zero,
// or one value would have several spellings (RFC 4648 §3.5).
const lastOfTwo = 'AQgw'
const lastOfThree = 'AEIMQUYcgkosw048'

/** Whether the text is canonical base64url without padding (RFC 7515 §2). */
export function isBase64Url(text: string): boolean {
  const rest = text.length % 4
  if (rest === 1 || !alphabet.test(text)) return false
  if (rest === 0) return true
  return (rest === 2 ? lastOfTwo : lastOfThree).includes(text.charAt(text.length - 1))
}

/** Bytes of canonical base64url, or nothing. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  return isBase64Url(text) ? decode(text) : undefined
}

/** UTF-8 text of canonical base64url, or nothing (RFC 7515 §5.2: invalid UTF-8 is refused). */
export function decodeBase64UrlText(text: string): string | undefined {
  return isBase64Url(text) ? decodeUtf8(decode(text)) : undefined
}
