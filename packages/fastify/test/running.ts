import type { AddressInfo } from 'node:net'
import { rawClient, type Sent, send, sendRaw } from '@portcullis-tooling/test/client'
import { type FastifyInstance, fastify } from 'fastify'
import { afterEach } from 'vitest'

export { useIssuer } from './issuer.js'

const apps: FastifyInstance[] = []

afterEach(async () => {
  for (const app of apps.splice(0)) {
    app.server.closeAllConnections()
    await app.close()
  }
})

/** Serves an app for the rest of the test. */
export async function serve(define: (app: FastifyInstance) => unknown) {
  const app = fastify()
  apps.push(app)
  await define(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return {
    port,
    send: (sent: Sent = {}) => send(port, sent),
    sendRaw: (head: readonly string[]) => sendRaw(port, head),
    rawClient: () => rawClient(port),
  }
}
