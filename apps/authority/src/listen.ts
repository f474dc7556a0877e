import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Provider } from 'oidc-provider'
import { createAuthority } from './authority.js'
import { EnvironmentError, type Settings } from './environment.js'
import { generateKeys } from './keys.js'

/** How long, in milliseconds, requests under way may take once `close()` was called. */
const closeGraceMilliseconds = 2_000

/** An authority that answers. */
export interface RunningAuthority {
  /** The address listened on, such as `http://127.0.0.1:41234`; `https` with TLS. */
  url: string
  issuer: string
  provider: Provider
  /** Takes no more requests, lets those under way end, resolves when all connections are closed. */
  close(): Promise<void>
}

/**
 * Listens, then makes the authority: unless told otherwise, its issuer is an address known only by then.
 *
 * @throws EnvironmentError when the address cannot be had
 */
export async function startAuthority(settings: Settings): Promise<RunningAuthority> {
  const keys = await generateKeys()
  const { tls } = settings
  // Asks for a client certificate and demands none: whoever brings one gets tokens that are bound to it.
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false })
    : createServer()
  const url = await listen(server, settings)
  const issuer = settings.issuer ?? url
  const provider = createAuthority({
    issuer,
    keys,
    certificates: tls !== undefined,
    ...(settings.local && { local: settings.local }),
  })
  // No request can have come yet: nothing was awaited since the port was opened.
  server.on('request', provider.callback())
  return { url, issuer, provider, close: () => close(server) }
}

async function listen(server: Server, { host, port, tls }: Settings): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(addressError(error, host, port)))
    server.listen(port, host, resolve)
  })
  return addressOf(server, tls ? 'https' : 'http')
}

function addressOf(server: Server, scheme: 'http' | 'https'): string {
  const { address, family, port } = server.address() as AddressInfo
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

function addressError(error: NodeJS.ErrnoException, host: string, port: number): EnvironmentError {
  const variable = error.code === 'EADDRINUSE' || error.code === 'EACCES' ? 'PORT' : 'HOST'
  return new EnvironmentError(
    `${variable} cannot be used: listening on ${host}:${port} failed with ${error.code}`,
    { cause: error },
  )
}

function close(server: Server): Promise<void> {
  setTimeout(() => server.closeAllConnections(), closeGraceMilliseconds).unref()
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
