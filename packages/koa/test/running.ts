import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { rawClient, type Sent, send, sendRaw } from '@portcullis-tooling/test/client'
import Koa from 'koa'
import { afterEach } from 'vitest'

export { useIssuer } from './issuer.js'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** Serves an app for the rest of the test; what it fails with goes into `errors`. */
export async function serve(define: (app: Koa) => unknown) {
  const errors: unknown[] = []
  const app = new Koa()
  app.on('error', (error) => errors.push(error))
  define(app)
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    errors,
    send: (sent: Sent = {}) => send(port, sent),
    sendRaw: (head: readonly string[]) => sendRaw(port, head),
    rawClient: () => rawClient(port),
  }
}
