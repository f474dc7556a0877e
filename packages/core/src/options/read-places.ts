import { type Authority, parseAuthority } from '../lib/authority.js'
import type { PlaceRules } from '../request/index.js'
import { invalid, readStrings } from './read.js'
import type { ResourceServerOptions } from './resource-server-options.js'

type PlaceOptions = Pick<ResourceServerOptions, 'allowedHosts' | 'allowedOrigins'>

const hostExample = "host names, as in ['localhost', 'api.example.com:8443']"
const originExample = "origins, as in ['https://app.example.com']"

/** Reads `allowedHosts` and `allowedOrigins`; nothing where neither is given. */
export function readPlaces({ allowedHosts, allowedOrigins }: PlaceOptions): PlaceRules | undefined {
  if (allowedHosts === undefined && allowedOrigins === undefined) return undefined
  return {
    hosts: allowedHosts === undefined ? undefined : readHosts(allowedHosts),
    origins: new Set(allowedOrigins === undefined ? [] : readOrigins(allowedOrigins)),
  }
}

function readHosts(value: readonly string[]): readonly Authority[] {
  return readStrings('allowedHosts', value, hostExample).map((text) => {
    const authority = parseAuthority(text)
    if (authority === undefined) throw invalid('allowedHosts', text, hostExample)
    return authority
  })
}

/** As browsers write them (RFC 6454 §6.2): compared as text. */
function readOrigins(value: readonly string[]): readonly string[] {
  const origins = readStrings('allowedOrigins', value, originExample)
  const wrong = origins.find((text) => !URL.canParse(text) || new URL(text).origin !== text)
  if (wrong === undefined) return origins
  throw invalid('allowedOrigins', wrong, originExample)
}
