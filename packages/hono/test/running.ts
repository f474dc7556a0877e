import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { rawClient, type Sent, send, sendRaw } from '@portcullis-tooling/test/client'
import { Hono } from 'hono'
import { afterEach } from 'vitest'

export { useIssuer } from './issuer.js'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** Serves an app on Node for the rest of the test; what it fails with goes into `errors`. */
export async function serve(define: (app: Hono<{ Bindings: HttpBindings }>) => unknown) {
  const errors: unknown[] = []
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.onError((error, c) => {
    errors.push(error)
    return 'getResponse' in error ? error.getResponse() : c.text('the app answers its errors', 500)
  })
  define(app)
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    errors,
    send: (sent: Sent = {}) => send(port, sent),
    sendRaw: (head: readonly string[]) => sendRaw(port, head),
    rawClient: () => rawClient(port),
  }
}
