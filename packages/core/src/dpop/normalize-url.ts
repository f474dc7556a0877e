import { type Authority, parseAuthority } from '../lib/authority.js'
import type { RequestUrl } from '../request/index.js'

// Scheme, authority, path; query and fragment are not compared (RFC 9449 §4.3, check 9).
const urlParts = /^(https?):\/\/([^/?#]*)([^?#]*)(?:[?#].*)?$/is
// What a parser might quietly drop, or take for a slash.
const suspicious = /[^ -~\u0080-\uffff]|\\/
// Nothing in it that any rule here would change: no encoding, no dot after a slash.
const plain = /^(?:\/(?!\.)[A-Za-z0-9\-._~!$&'()*+,;=:@]*)+$/
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i
// RFC 3986 has no such characters; whoever sends them on writes them as percent-encoded UTF-8.
const notOfUrls = /[ "<>^`{|}\u0080-\uffff]+/g
const foreign = /[\u0080-\uffff]/

/**
 * A proof's `htu` after syntax- and scheme-based normalisation (RFC 3986 §6.2.2–6.2.3), or nothing when
 * it is no http URL or names a user.
 */
export function normalizeProofUrl(htu: string): string | undefined {
  const [, scheme = '', written = '', rawPath = ''] = urlParts.exec(htu) ?? []
  if (suspicious.test(rawPath)) return undefined
  const authority = parseAuthority(asciiAuthority(written))
  const path = normalizePath(rawPath)
  if (authority === undefined || path === undefined) return undefined
  return join(scheme.toLowerCase(), authority, removeDotSegments(path))
}

/**
 * The URL of a request in the same form, or nothing when no proof can match it: a server that got a dot
 * segment may have resolved it, and then two readings of the path exist.
 */
export function normalizeRequestUrl(url: RequestUrl): string | undefined {
  if (plain.test(url.path)) return join(url.scheme, url.authority, url.path)
  if (suspicious.test(url.path) || dotSegment.test(url.path)) return undefined
  const path = normalizePath(url.path)
  return path === undefined ? undefined : join(url.scheme, url.authority, path)
}

function join(scheme: string, { host, port }: Authority, path: string): string {
  const usual = port === undefined || port === (scheme === 'https' ? 443 : 80)
  return `${scheme}://${host}${usual ? '' : `:${port}`}${path === '' ? '/' : path}`
}

/** Without the colon of an empty port, and with a name of another script as DNS and `Host` have it. */
function asciiAuthority(written: string): string {
  const authority = written.replace(/:$/, '')
  if (!foreign.test(authority)) return authority
  const [, name = '', port = ''] = /^([^:@%[\]]{1,255})(:\d+)?$/.exec(authority) ?? []
  const url = `http://${name}`
  return URL.canParse(url) ? new URL(url).hostname + port : ''
}

/** Unreserved characters decoded, other encodings in upper case, what is no URL character encoded. */
function normalizePath(path: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return undefined
  const ascii = encodeForeign(path)
  return ascii?.includes('%') ? ascii.replace(/%[0-9A-Fa-f]{2}/g, normalizeEncoding) : ascii
}

function normalizeEncoding(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
  return /[A-Za-z0-9\-._~]/.test(character) ? character : encoded.toUpperCase()
}

function encodeForeign(path: string): string | undefined {
  try {
    return path.replace(notOfUrls, encodeURIComponent)
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
