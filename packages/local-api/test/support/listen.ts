import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterTest } from './closing.js'

/** Serves for the rest of the test; the port. */
export async function listen(handler: RequestListener): Promise<number> {
  return started(createServer(handler))
}

export async function started(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterTest(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}
