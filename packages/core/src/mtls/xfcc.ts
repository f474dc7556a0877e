import type { CertificateEvidence } from './certificate-source.js'
import { fromEscapedPem } from './decode-certificate.js'

/**
 * Reads `X-Forwarded-Client-Cert`: elements separated by commas, pairs by semicolons, values perhaps
 * quoted. Only the last element counts: earlier ones came from farther away.
 */
export function readForwardedClientCert(value: string): CertificateEvidence | undefined {
  const last = splitOutsideQuotes(value, ',')?.at(-1)
  const pairs = last === undefined ? undefined : splitOutsideQuotes(last, ';')
  if (pairs === undefined) return undefined
  const certificate = valuesOf(pairs, 'cert')
  const hash = valuesOf(pairs, 'hash')
  if (certificate.length + hash.length === 0) return undefined
  if (certificate.length > 1 || hash.length > 1) return undefined
  const [pem] = certificate
  if (pem === undefined) return fromHexDigest(hash[0] ?? '')
  const der = fromEscapedPem(pem)
  return der === undefined ? undefined : { kind: 'certificate', der }
}

/** Nothing when a quote is never closed. */
function splitOutsideQuotes(text: string, separator: string): readonly string[] | undefined {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (quoted && character === '\\') index++
    else if (character === '"') quoted = !quoted
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return quoted ? undefined : [...parts, text.slice(start)]
}

function valuesOf(pairs: readonly string[], name: string): readonly string[] {
  return pairs.flatMap((pair) => {
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim().toLowerCase() !== name) return []
    return [unquote(pair.slice(equals + 1).trim())]
  })
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text
}

/** `Hash` is the SHA-256 of the DER in hexadecimal; tokens have it in base64url. */
function fromHexDigest(hash: string): CertificateEvidence | undefined {
  if (!/^[0-9a-fA-F]{64}$/.test(hash)) return undefined
  const bytes = (hash.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
  const base64 = btoa(String.fromCharCode(...bytes))
  const thumbprint = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return { kind: 'thumbprint', thumbprint }
}
