import { isCertificate } from '../lib/process.js'

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const pem = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/
const endOfPem = /(?<=-----END CERTIFICATE-----)\s*(?=-)/

/** DER of strict base64, where that is one certificate and nothing more. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!base64.test(text)) return undefined
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
  return fromPem(percentDecode(text))
}

/** DER of the first certificate of a percent-encoded PEM chain. */
export function fromEscapedChain(text: string): Uint8Array | undefined {
  return firstOf(percentDecode(text).split(endOfPem).map(fromPem))
}

/** DER of the first certificate of a list, percent-encoded or not. */
export function fromBase64List(text: string): Uint8Array | undefined {
  return firstOf(percentDecode(text).split(',').map(fromBase64))
}

/** Nothing when only one of them is no certificate: then the first is doubtful as well. */
function firstOf(chain: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  return chain.includes(undefined) ? undefined : chain[0]
}

/** The empty text when it is not percent-encoded UTF-8: no certificate is in it either way. */
function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
