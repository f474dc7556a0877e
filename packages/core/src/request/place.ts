import { type Denial, deny } from '../errors/index.js'
import { type Authority, parseAuthority } from '../lib/authority.js'
import { printable } from '../lib/printable.js'
import type { ResourceRequest } from './resource-request.js'

/** Where requests are expected to be sent, and from where pages may send them. */
export interface PlaceRules {
  /** Nothing where any host is. One without a port stands for all of its ports. */
  readonly hosts: readonly Authority[] | undefined
  readonly origins: ReadonlySet<string>
}

/**
 * Against DNS rebinding: a page that has its own name point at this machine is known by that name, for a
 * browser puts it into `Host`, and into `Origin` where the page asks another host.
 *
 * @param host - the one that the client used, as it came
 */
export function checkPlace(
  request: ResourceRequest,
  host: string | undefined,
  rules: PlaceRules,
): Denial | undefined {
  if (rules.hosts !== undefined && !isExpected(host, request.scheme, rules.hosts)) {
    return deny('request_host_not_allowed', `Host is ${printable(host)}, none of allowedHosts`)
  }
  const strange = request.header('origin').find((origin) => !mayCall(origin, rules))
  if (strange === undefined) return undefined
  return deny('request_origin_not_allowed', `Origin is ${printable(strange)}, none that is allowed`)
}

/** A page on a host of ours is one of ours; what has no origin to show (`null`) is none. */
function mayCall(origin: string, { hosts = [], origins }: PlaceRules): boolean {
  if (origins.has(origin)) return true
  const [, scheme, host] = /^(https?):\/\/([^/]+)$/.exec(origin) ?? []
  return isExpected(host, scheme === 'https' ? 'https' : 'http', hosts)
}

function isExpected(
  text: string | undefined,
  scheme: 'http' | 'https',
  hosts: readonly Authority[],
): boolean {
  const found = text === undefined ? undefined : parseAuthority(text)
  if (found === undefined) return false
  const foundPort = found.port ?? (scheme === 'https' ? 443 : 80)
  return hosts.some(
    ({ host, port }) => host === found.host && (port === undefined || port === foundPort),
  )
}
