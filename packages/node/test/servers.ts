import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import {
  type ClientHttp2Session,
  connect as connectHttp2,
  createServer as createHttp2Server,
  createSecureServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { rawClient } from '@portcullis-tooling/test/client'
import { afterEach } from 'vitest'
import type { NodeRequest, NodeResponse } from '../src/index.js'
import type { TestCertificate } from './certificate.js'

export type Listener = (message: NodeRequest, response: NodeResponse) => void

const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0).reverse()) close()
})

async function listen(server: Server): Promise<number> {
  const connections = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => connections.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.close()
    for (const connection of connections) connection.destroy()
  })
  return (server.address() as AddressInfo).port
}

export function startHttp(listener: Listener): Promise<number> {
  return listen(createServer(listener satisfies RequestListener))
}

/** Asks for a client certificate and takes any, or none. */
const askForCertificate = { requestCert: true, rejectUnauthorized: false }

export function startHttps(tls: TestCertificate, listener: Listener): Promise<number> {
  return listen(createHttpsServer({ ...tls, ...askForCertificate }, listener))
}

export function startHttp2(listener: Listener): Promise<number> {
  return listen(createHttp2Server(listener))
}

export function startSecureHttp2(tls: TestCertificate, listener: Listener): Promise<number> {
  return listen(createSecureServer({ ...tls, ...askForCertificate }, listener))
}

export async function sendRaw(port: number, head: readonly string[]): Promise<string> {
  const client = await rawClient(port)
  client.socket.write(`${head.join('\r\n')}\r\n\r\n`)
  return client.until(/\r\n\r\n/)
}

export function http2Client(url: string, tls?: TestCertificate): ClientHttp2Session {
  const session = connectHttp2(url, { ...tls, rejectUnauthorized: false })
  closing.push(() => session.destroy())
  return session
}

export async function http2Exchange(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
): Promise<{ headers: IncomingHttpHeaders; body: string }> {
  const stream = session.request(headers)
  let body = ''
  stream.setEncoding('utf8').on('data', (text) => {
    body += text
  })
  const answer = new Promise<IncomingHttpHeaders>((resolve) => stream.once('response', resolve))
  stream.end()
  await once(stream, 'close')
  return { headers: await answer, body }
}
