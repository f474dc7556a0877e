import type { RequestUrl } from '../request/index.js'

// Scheme, authority, path; query and fragment are not compared (RFC 9449 §4.3, check 9).
const urlParts = /^(https?):\/\/([^/?#]*)([^?#]*)(?:[?#].*)?$/is
// Nothing that a parser might quietly rewrite or drop.
const suspicious = /[^!-~\u0080-\uffff]|\\/
const hostAndPort = /^([^:@[\]%]+|\[[0-9A-Fa-f:.]+\])(?::(\d{0,5}))?$/
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i

/**
 * A proof's `htu` after syntax- and scheme-based normalisation (RFC 3986 §6.2.2–6.2.3), or nothing when
 * it is no http URL or names a user.
 */
export function normalizeProofUrl(htu: string): string | undefined {
  const match = suspicious.test(htu) ? null : urlParts.exec(htu)
  if (match === null) return undefined
  const [, scheme = '', authority = '', rawPath = ''] = match
  const path = normalizePath(rawPath)
  return path === undefined ? undefined : join(scheme, authority, removeDotSegments(path))
}

/**
 * The URL of a request in the same form, or nothing when no proof can match it: a server that got a dot
 * segment may have resolved it, and then two readings of the path exist.
 */
export function normalizeRequestUrl(url: RequestUrl): string | undefined {
  if (suspicious.test(url.path) || dotSegment.test(url.path)) return undefined
  const path = normalizePath(url.path)
  return path === undefined ? undefined : join(url.scheme, url.authority, path)
}

function join(scheme: string, authority: string, path: string): string | undefined {
  const lowerScheme = scheme.toLowerCase()
  const host = normalizeAuthority(lowerScheme, authority)
  return host === undefined ? undefined : `${lowerScheme}://${host}${path === '' ? '/' : path}`
}

/** Lower case, no default port. Userinfo does not match the pattern, and is refused with it. */
function normalizeAuthority(scheme: string, authority: string): string | undefined {
  const match = hostAndPort.exec(authority)
  const host = match === null ? undefined : asciiHost(match[1] ?? '')
  if (host === undefined) return undefined
  const port = match?.[2] ?? ''
  if (port === '' || Number(port) === (scheme === 'https' ? 443 : 80)) return host
  return Number(port) > 65_535 ? undefined : `${host}:${Number(port)}`
}

/** An internationalised name in the form that `Host` has it in. */
function asciiHost(host: string): string | undefined {
  if (!/[\u0080-\uffff]/.test(host)) return host.toLowerCase()
  return URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : undefined
}

/** Unreserved characters decoded, other encodings in upper case, non-ASCII encoded as UTF-8. */
function normalizePath(path: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return undefined
  const ascii = encodeNonAscii(path)
  return ascii?.includes('%') ? ascii.replace(/%[0-9A-Fa-f]{2}/g, normalizeEncoding) : ascii
}

function normalizeEncoding(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
  return /[A-Za-z0-9\-._~]/.test(character) ? character : encoded.toUpperCase()
}

function encodeNonAscii(path: string): string | undefined {
  try {
    return path.replace(/[\u0080-\uffff]+/g, encodeURIComponent)
  } catch {
    // A lone surrogate is no character.
    return undefined
  }
}

/** RFC 3986 §5.2.4. */
function removeDotSegments(path: string): string {
  if (!dotSegment.test(path)) return path
  const kept: string[] = []
  const segments = path.split('/').slice(1)
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1
    if (segment === '..') kept.pop()
    if (segment !== '.' && segment !== '..') kept.push(segment)
    else if (last) kept.push('')
  }
  return `/${kept.join('/')}`
}
