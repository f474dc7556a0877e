import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { httpHandler } from './http-handler.js'
import { assemble, type TestIssuer, type TestIssuerOptions } from './test-issuer.js'

export interface RunningTestIssuerOptions extends Omit<TestIssuerOptions, 'issuer'> {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default 0: a free one. */
  readonly port?: number
  /** Path of the issuer identifier, such as `/tenant`. Default none. */
  readonly path?: string
}

/** A test issuer on a real socket; its `issuer` is `http://127.0.0.1:PORT` and the path. */
export interface RunningTestIssuer extends TestIssuer {
  /** Kills the server and every connection: from now on connections are refused. */
  stop(): Promise<void>
  /** Listens again on the same port, with the same keys and faults. */
  restart(): Promise<void>
  /** Ends it; the same as `stop`, and no harm when it is stopped already. */
  close(): Promise<void>
}

export async function startTestIssuer(
  options: RunningTestIssuerOptions = {},
): Promise<RunningTestIssuer> {
  const { host = '127.0.0.1', port = 0, path = '', ...rest } = options
  const server = createServer()
  const listeningPort = await listen(server, port, host)
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${listeningPort}`
  const { testIssuer, respond } = assemble({ ...rest, issuer: origin + path })
  server.on('request', httpHandler(origin, respond))
  const stop = () => shut(server)
  const restart = async () => {
    await listen(server, listeningPort, host)
  }
  return { ...testIssuer, stop, restart, close: stop }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function shut(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
