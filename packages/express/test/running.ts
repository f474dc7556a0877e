import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestIssuer } from '@portcullis/testing'
import { rawClient, type Sent, send, sendRaw } from '@portcullis-tooling/test/client'
import express, { type Express } from 'express'
import { afterAll, afterEach, beforeAll } from 'vitest'
import {
  createResourceServer,
  type ResourceServer,
  type ResourceServerOptions,
} from '../src/index.js'

/** An issuer for the tests of one file, and guards that trust it; read them inside a test. */
export function useIssuer() {
  let running: Awaited<ReturnType<typeof startTestIssuer>> | undefined
  beforeAll(async () => {
    running = await startTestIssuer()
  })
  afterAll(() => running?.close())
  const issuer = () => {
    if (running === undefined) throw new Error('The issuer is not running yet')
    return running
  }
  const options = (more: Partial<ResourceServerOptions> = {}): ResourceServerOptions => ({
    audience: 'api1',
    ...more,
    issuer: issuer().issuer,
    issuers: undefined as never,
  })
  return {
    options,
    guard: (more?: Partial<ResourceServerOptions>): ResourceServer =>
      createResourceServer(options(more)),
    token: (claims: Readonly<Record<string, unknown>> = {}) => issuer().token({ claims }),
    get running() {
      return issuer()
    },
  }
}

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** Serves an app for the rest of the test. */
export async function serve(define: (app: Express) => void) {
  const app = express()
  define(app)
  const server = createServer(app).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    send: (sent: Sent = {}) => send(port, sent),
    sendRaw: (head: readonly string[]) => sendRaw(port, head),
    rawClient: () => rawClient(port),
  }
}
