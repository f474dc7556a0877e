import { ConfigurationError } from '../errors/index.js'
import { printableUrl } from '../lib/printable.js'

/**
 * Checks that a configured issuer is an issuer identifier (RFC 8414 §2): an https URL without query,
 * fragment or userinfo, and without what URL parsers drop in silence. Http is for loopback only.
 */
export function checkIssuerIdentifier(issuer: string, option = 'issuer'): string {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url === undefined || !/^https?:\/\//i.test(issuer)) {
    throw new ConfigurationError(
      'issuer_invalid',
      `${option} is ${printableUrl(issuer)}: write the issuer's URL, as in 'https://identity.example.com'`,
    )
  }
  if (/[?#@\s\\]/.test(issuer)) {
    throw new ConfigurationError(
      'issuer_invalid',
      `${option} is ${printableUrl(issuer)}: write it without query, fragment, user, password, spaces and backslashes`,
    )
  }
  if (!isSecure(url)) {
    throw new ConfigurationError(
      'issuer_insecure',
      `${option} is ${printableUrl(issuer)}: write an https URL; http is for loopback (127.0.0.1, [::1], localhost) only`,
    )
  }
  return issuer
}

/** Https, or http to this very machine. */
export function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
