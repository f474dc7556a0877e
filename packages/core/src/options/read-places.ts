import { type Authority, parseAuthority } from '../lib/authority.js'
import type { PlaceRules } from '../request/index.js'
import { invalid, strings } from './read.js'

const hosts = "host names, as in ['localhost', 'api.example.com:8443']"
const origins = "origins, as in ['https://app.example.com']"

export function readHosts(value: unknown, option: string): readonly Authority[] {
  return strings(hosts)(value, option).map(
    (text) => parseAuthority(text) ?? invalid(option, text, hosts),
  )
}

/** As browsers write them (RFC 6454 §6.2): compared as text. */
export function readOrigins(value: unknown, option: string): readonly string[] {
  const list = strings(origins)(value, option)
  const wrong = list.find((text) => !URL.canParse(text) || new URL(text).origin !== text)
  return wrong === undefined ? list : invalid(option, wrong, origins)
}

/** The rules of `allowedHosts` and `allowedOrigins`; nothing where neither is given. */
export function placeRules(
  allowedHosts: readonly Authority[] | undefined,
  allowedOrigins: readonly string[] | undefined,
): PlaceRules | undefined {
  if (allowedHosts === undefined && allowedOrigins === undefined) return undefined
  return { hosts: allowedHosts, origins: new Set(allowedOrigins) }
}
