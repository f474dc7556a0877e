import { type Denial, deny } from '../errors/index.js'
import type { AddressMatcher } from '../lib/cidr.js'
import { printable } from '../lib/printable.js'
import type { ResourceRequest } from './resource-request.js'

/** The URL that a client used, in its parts as they came; the query is left out. */
export interface RequestUrl {
  readonly scheme: string
  /** Host and, where it was written, port. */
  readonly authority: string
  readonly path: string
}

export interface UrlRules {
  /** The URL of the API as clients see it; its path goes before the path of the request. */
  readonly publicUrl: URL | undefined
  /** Whose forwarded headers are believed. */
  readonly isTrustedProxy: AddressMatcher
}

// RFC 3986 §3.2.2, without what no server of ours is called: userinfo, percent-encodings, spaces.
const hostAndPort = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/

/**
 * Refuses a request whose `Host` is not one host, before anything is derived from it. None at all is
 * not refused here: nothing may come to depend on it.
 */
export function checkHost(request: ResourceRequest, rules: UrlRules): Denial | undefined {
  if (rules.publicUrl !== undefined) return undefined
  const hosts = request.header('host')
  const [host] = hosts
  if (host === undefined || (hosts.length === 1 && hostAndPort.test(host))) return undefined
  return deny('request_host_malformed', `Host is ${printable(hosts)}, not one host`)
}

/**
 * One truth about the URL: the configured one, else what a trusted proxy forwarded, else the request
 * itself. Nothing when there is no host to speak of.
 */
export function requestUrl(request: ResourceRequest, rules: UrlRules): RequestUrl | undefined {
  const path = request.target.split('?', 1)[0] ?? ''
  const { publicUrl } = rules
  if (publicUrl !== undefined) {
    const prefix = publicUrl.pathname.replace(/\/$/, '')
    return { scheme: schemeOf(publicUrl), authority: publicUrl.host, path: prefix + path }
  }
  const forwarded = rules.isTrustedProxy(request.peer?.address)
  const authority = (forwarded ? lastOf(request, 'x-forwarded-host') : undefined) ?? hostOf(request)
  const scheme = (forwarded ? lastOf(request, 'x-forwarded-proto') : undefined) ?? request.scheme
  if (authority === undefined || !hostAndPort.test(authority)) return undefined
  return { scheme: scheme.toLowerCase(), authority, path }
}

function schemeOf(url: URL): string {
  return url.protocol.slice(0, -1)
}

function hostOf(request: ResourceRequest): string | undefined {
  return request.header('host')[0]
}

/** What the nearest proxy said: it appends to what it was sent. */
function lastOf(request: ResourceRequest, name: string): string | undefined {
  return request.header(name).at(-1)?.split(',').at(-1)?.trim()
}
