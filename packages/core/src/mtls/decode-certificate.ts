import { isCertificate } from '../lib/process.js'

/** A leaf of a usual size has 1 to 2 KiB; this is far more than any. */
export const maximumHeaderLength = 16_384

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const pem = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/

/** DER of strict base64, where that is one certificate and nothing more. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text === '' || !base64.test(text)) return undefined
  const der = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return isCertificate(der) ? der : undefined
}

/** DER of PEM with exactly one certificate. */
export function fromPem(text: string): Uint8Array | undefined {
  const body = pem.exec(text)?.[1]
  return body === undefined ? undefined : fromBase64(body.replace(/\s+/g, ''))
}

/** DER of percent-encoded PEM; `+` is a plus (form decoding would make it a space). */
export function fromEscapedPem(text: string): Uint8Array | undefined {
  const decoded = percentDecode(text)
  return decoded === undefined ? undefined : fromPem(decoded)
}

export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
