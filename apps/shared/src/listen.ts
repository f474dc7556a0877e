import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Settings } from './environment.js'
import { type EnvironmentError, refuse } from './environment-error.js'

/** Room for a token of the longest length that the guard looks at, so that the guard answers a longer one. */
const maxHeaderSize = 65_536
/** How long, in milliseconds, requests under way may take once `close()` was called. */
const closeGraceMilliseconds = 5_000
/** How often, in milliseconds, connections that became idle are closed meanwhile. */
const sweepMilliseconds = 20

type Address = Pick<Settings, 'host' | 'port' | 'tls'>

export interface Listening {
  readonly server: Server
  readonly url: string
  close(): Promise<void>
}

/** @throws EnvironmentError when the address cannot be had */
export async function listen(address: Address): Promise<Listening> {
  const { tls, host, port } = address
  // Asks for a client certificate and demands none: whether one is needed is in the token.
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false, maxHeaderSize })
    : createServer({ maxHeaderSize })
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw addressError(error, address)
  }
  const url = urlOf(server.address() as AddressInfo, tls ? 'https' : 'http')
  return { server, url, close: () => close(server) }
}

/** An IPv6 address stands in brackets (RFC 3986 §3.2.2). */
export function urlOf({ address, family, port }: AddressInfo, scheme: 'http' | 'https'): string {
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

function addressError(error: unknown, { host, port }: Address): EnvironmentError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown fault'
  const variable = code === 'EADDRINUSE' || code === 'EACCES' ? 'PORT' : 'HOST'
  const where = `${JSON.stringify(host)} port ${port}`
  return refuse(variable, `cannot be used: listening on ${where} gives ${code}`, error)
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMilliseconds)
  const end = setTimeout(() => server.closeAllConnections(), closeGraceMilliseconds)
  await closed
  clearInterval(sweep)
  clearTimeout(end)
}
