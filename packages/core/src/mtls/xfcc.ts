import type { CertificateEvidence } from './certificate-source.js'
import { fromEscapedPem } from './decode-certificate.js'

type Pair = readonly [name: string, value: string]

// A value is quoted from end to end or not at all, and a backslash stands in quotes only: text that came
// from farther away must not be able to move where the last element begins. No two neighbours take spaces,
// else a long run of them costs its square.
const pairAndSeparator =
  /[ \t]*(?:([A-Za-z0-9_-]+)=("(?:[^"\\]|\\.)*"[ \t]*|[^",;\\]*))?(?:([,;])|$)/y

/**
 * Reads `X-Forwarded-Client-Cert`: elements separated by commas, pairs by semicolons, values perhaps
 * quoted. Only the last element counts: earlier ones came from farther away.
 */
export function readForwardedClientCert(value: string): CertificateEvidence | undefined {
  const last = lastElement(value)
  const [pem, ...otherPems] = valuesOf(last, 'cert')
  const [hash, ...otherHashes] = valuesOf(last, 'hash')
  if (otherPems.length + otherHashes.length > 0) return undefined
  if (pem === undefined) return hash === undefined ? undefined : fromHexDigest(hash)
  const der = fromEscapedPem(pem)
  return der === undefined ? undefined : { kind: 'certificate', der }
}

/** No pair at all when the value is not of this form. */
function lastElement(text: string): readonly Pair[] {
  let element: Pair[] = []
  for (let start = 0; ; start = pairAndSeparator.lastIndex) {
    pairAndSeparator.lastIndex = start
    const match = pairAndSeparator.exec(text)
    if (match === null) return []
    const [, name, value = '', separator] = match
    if (name !== undefined) element.push([name.toLowerCase(), unquote(value.trim())])
    if (separator === undefined) return element
    if (separator === ',') element = []
  }
}

function valuesOf(pairs: readonly Pair[], name: string): readonly string[] {
  return pairs.filter(([candidate]) => candidate === name).map(([, value]) => value)
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text
}

/** `Hash` is the SHA-256 of the DER in hexadecimal; tokens have it in base64url. */
function fromHexDigest(hash: string): CertificateEvidence | undefined {
  if (!/^[0-9a-fA-F]{64}$/.test(hash)) return undefined
  const bytes = (hash.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
  const base64 = btoa(String.fromCharCode(...bytes))
  const thumbprint = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return { kind: 'thumbprint', thumbprint }
}
