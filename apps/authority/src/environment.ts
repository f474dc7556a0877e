import { BlockList, isIP } from 'node:net'
import { EnvironmentError, readTls, type TlsFiles } from '@portcullis-apps/shared'
import type { LocalSettings } from './local-settings.js'

/** What the environment says, checked. */
export interface Settings {
  /** TCP port; 0 picks a free one. */
  port: number
  /** Address to listen on; a loopback address unless the dangerous variable was set. */
  host: string
  /** Issuer identifier; when absent it is the address listened on. */
  issuer?: string
  /** Serve https with these; http without. */
  tls?: TlsFiles
  /** How the local API is guarded; by default where it is absent. */
  local?: LocalSettings
}

export { EnvironmentError }

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Reads `PORT`, `HOST`, `ISSUER`, `TLS_CERT`, `TLS_KEY` and `DANGEROUSLY_LISTEN_OFF_LOOPBACK`. An empty
 * variable counts as unset.
 *
 * @throws EnvironmentError with a sentence that says what to write instead
 */
export function readEnvironment(variables: Variables): Settings {
  const port = readPort(variables.PORT || '0')
  const host = variables.HOST || '127.0.0.1'
  const issuer = variables.ISSUER ? readIssuer(variables.ISSUER) : undefined
  const tls = readTls(variables)
  if (!isLoopback(host)) {
    refuseUnlessMeant(host, variables.DANGEROUSLY_LISTEN_OFF_LOOPBACK)
    if (issuer === undefined) {
      throw new EnvironmentError(
        `ISSUER must say the address that clients use when HOST is not a loopback address (HOST is ${JSON.stringify(host)})`,
      )
    }
  }
  return { port, host, ...(issuer && { issuer }), ...(tls && { tls }) }
}

/**
 * oidc-provider leans on `URL.parse`, which came to Node.js 20 late.
 *
 * @throws EnvironmentError on a runtime where requests would fail one by one
 */
export function demandRuntime(url: object = URL): void {
  if ('parse' in url) return
  throw new EnvironmentError(`Node.js must be 20.19 or newer, this is ${process.version}`)
}

function readPort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (!(port <= 65535)) {
    throw new EnvironmentError(
      `PORT must be a whole number from 0 to 65535, got ${JSON.stringify(value)}`,
    )
  }
  return port
}

function refuseUnlessMeant(host: string, consent: string | undefined): void {
  if (consent === '1') return
  throw new EnvironmentError(
    `HOST must be a loopback address such as 127.0.0.1, got ${JSON.stringify(host)}: whoever reaches this development authority can log in as anybody (DANGEROUSLY_LISTEN_OFF_LOOPBACK=1 listens there all the same)`,
  )
}

function readIssuer(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || url.origin !== value) {
    throw new EnvironmentError(
      'ISSUER must be an origin such as "https://identity.example.com", without user, path, query, fragment or slash at its end',
    )
  }
  if (url.protocol === 'https:') return value
  if (url.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''))) return value
  throw new EnvironmentError(
    `ISSUER must begin with https:// unless its host is a loopback address, got ${JSON.stringify(value)}`,
  )
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

function isLoopback(host: string): boolean {
  const version = isIP(host)
  if (version === 0) return host === 'localhost'
  return loopback.check(host, version === 4 ? 'ipv4' : 'ipv6')
}
