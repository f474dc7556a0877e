import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { startTestIssuer } from '@portcullis/testing'
import express, { type Express } from 'express'
import { afterAll, afterEach, beforeAll } from 'vitest'
import {
  createResourceServer,
  type ResourceServer,
  type ResourceServerOptions,
} from '../src/index.js'

export interface Answer {
  readonly status: number
  /** Values of a field, one per line. */
  lines(name: string): readonly string[]
  readonly body: string
}

export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

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

async function send(port: number, { method, path, token, headers }: Sent): Promise<Answer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: method ?? 'GET',
    path: path ?? '/',
    headers: { ...authorization, ...headers },
    agent: false,
  }).end()
  const [incoming] = await once(outgoing, 'response')
  let body = ''
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk
  const raw: readonly string[] = incoming.rawHeaders
  const lines = (name: string) =>
    raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name)
  return { status: incoming.statusCode, lines, body }
}

/** For what no client library would send. */
async function sendRaw(port: number, head: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  socket.write(`${[...head, 'connection: close'].join('\r\n')}\r\n\r\n`)
  let received = ''
  for await (const text of socket) received += text
  return received
}

const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

/** A client that writes bytes, and waits for what comes back. */
async function rawClient(port: number) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let received = ''
  socket.on('data', (text) => {
    received += text
  })
  socket.on('error', () => {})
  sockets.push(socket)
  await once(socket, 'connect')
  const until = async (pattern: RegExp) => {
    while (!pattern.test(received)) {
      if (socket.closed) throw new Error(`The connection ended after: ${received}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const text = received
    received = ''
    return text
  }
  return { socket, until }
}
