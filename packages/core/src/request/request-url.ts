import { type Denial, deny } from '../errors/index.js'
import { type Authority, parseAuthority } from '../lib/authority.js'
import type { AddressMatcher } from '../lib/cidr.js'
import { printable } from '../lib/printable.js'
import { checkPlace, type PlaceRules } from './place.js'
import { pathOf, type ResourceRequest } from './resource-request.js'

/** The URL that a client used, in its parts; the query is left out. */
export interface RequestUrl {
  readonly scheme: 'http' | 'https'
  readonly authority: Authority
  /** As it came, with the prefix of `publicUrl` before it. */
  readonly path: string
}

export interface UrlRules {
  /** The URL of the API as clients see it; its path goes before the path of the request. */
  readonly publicUrl: URL | undefined
  /** Whose forwarded headers are believed. Nobody's where it is nothing: then they are not looked at. */
  readonly isTrustedProxy: AddressMatcher | undefined
  /** Hosts and origins that are expected; nothing where any is. */
  readonly places?: PlaceRules | undefined
}

/** Refuses a request for a host that is none, or not ours, before anything is derived from it. */
export function checkHost(request: ResourceRequest, rules: UrlRules): Denial | undefined {
  const fault = checkForm(request, rules)
  if (fault !== undefined || rules.places === undefined) return fault
  return checkPlace(request, hostOf(request, rules), rules.places)
}

/**
 * `Host` is one host (RFC 9112 §3.2), and so is what a trusted proxy forwards in its place. None at all
 * is not refused here: nothing may come to depend on it.
 */
function checkForm(request: ResourceRequest, rules: UrlRules): Denial | undefined {
  const hosts = request.header('host')
  if (hosts.length > 1) return malformed('Host', hosts)
  const [host] = hosts
  if (host !== undefined && parseAuthority(host) === undefined) return malformed('Host', host)
  if (rules.publicUrl !== undefined) return undefined
  const forwarded = forwardedBy(request, rules, 'x-forwarded-host')
  if (forwarded === undefined || parseAuthority(forwarded) !== undefined) return undefined
  return malformed('X-Forwarded-Host', forwarded)
}

function malformed(name: string, value: unknown): Denial {
  return deny('request_host_malformed', `${name} is ${printable(value)}, not one host`)
}

/**
 * One truth about the URL: the configured one, else what a trusted proxy forwarded, else the request
 * itself. Nothing when there is no host to speak of, or no path (`OPTIONS *`).
 */
export function requestUrl(request: ResourceRequest, rules: UrlRules): RequestUrl | undefined {
  const path = pathOf(request)
  if (!path.startsWith('/')) return undefined
  const { publicUrl } = rules
  if (publicUrl !== undefined) return urlUnder(publicUrl, path)
  const host = hostOf(request, rules)
  const authority = host === undefined ? undefined : parseAuthority(host)
  const scheme = forwardedBy(request, rules, 'x-forwarded-proto')?.toLowerCase() ?? request.scheme
  if (authority === undefined || (scheme !== 'http' && scheme !== 'https')) return undefined
  return { scheme, authority, path }
}

/** The host that the client used, in lower case and without a port. */
export function requestHost(request: ResourceRequest, rules: UrlRules): string | undefined {
  const host = hostOf(request, rules)
  return host === undefined ? undefined : parseAuthority(host)?.host
}

/** The host that the client used, as it came. */
function hostOf(request: ResourceRequest, rules: UrlRules): string | undefined {
  return forwardedBy(request, rules, 'x-forwarded-host') ?? request.header('host')[0]
}

function urlUnder(publicUrl: URL, path: string): RequestUrl | undefined {
  const authority = parseAuthority(publicUrl.host)
  if (authority === undefined) return undefined
  const scheme = publicUrl.protocol === 'http:' ? 'http' : 'https'
  return { scheme, authority, path: publicUrl.pathname.replace(/\/$/, '') + path }
}

/** What the nearest proxy said, where it is one of ours: it appends to what it was sent. */
function forwardedBy(
  request: ResourceRequest,
  { isTrustedProxy }: UrlRules,
  name: string,
): string | undefined {
  if (isTrustedProxy === undefined) return undefined
  const values = request.header(name)
  if (values.length === 0 || !isTrustedProxy(request.peer?.address)) return undefined
  const last = values.at(-1)?.split(',').at(-1)?.trim()
  return last === '' ? undefined : last
}
