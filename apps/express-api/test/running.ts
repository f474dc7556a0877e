import { once } from 'node:events'
import type { OutgoingHttpHeaders } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { ResourceServerOptions } from '@portcullis/express'
import {
  type RunningTestIssuer,
  type RunningTestIssuerOptions,
  startTestIssuer,
  type TestCertificate,
} from '@portcullis/testing'
import { createLog, readEnvironment, serve, type Variables } from '@portcullis-apps/shared'
import { afterEach } from 'vitest'
import { createApp } from '../src/app.js'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export async function startIssuer(options?: RunningTestIssuerOptions): Promise<RunningTestIssuer> {
  const issuer = await startTestIssuer(options)
  closing.push(issuer.close)
  return issuer
}

export type Api = Awaited<ReturnType<typeof startApi>>

/**
 * The API in this process, and every line that it logs.
 *
 * @param guard - what no variable says, such as the clock
 */
export async function startApi(
  issuer: { readonly issuer: string },
  variables: Variables = {},
  guard: Partial<Pick<ResourceServerOptions, 'clock'>> = {},
) {
  const log: string[] = []
  const settings = readEnvironment({ ISSUER: issuer.issuer, AUDIENCE: 'api1', ...variables })
  const running = await serve(
    { ...settings, guard: { ...settings.guard, ...guard } },
    createApp,
    createLog((line) => log.push(line)),
  )
  closing.push(running.close)
  const { url } = running
  const port = Number(new URL(url).port)
  return {
    url,
    log,
    port,
    close: running.close,
    /** The codes of all refusals and breakdowns so far. */
    codes: () => log.map((line): unknown => JSON.parse(line).code),
    send: (sent?: Sent) => send(url, sent),
    sendRaw: (text: string) => sendRaw(port, text),
  }
}

export async function startBoth(variables?: Variables) {
  const issuer = await startIssuer()
  return { issuer, api: await startApi(issuer, variables) }
}

export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly token?: string
  /** Default Bearer. */
  readonly scheme?: string
  /** The proof, or several, each in a line of its own. */
  readonly proof?: string | readonly string[]
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
  /** Shown in the TLS handshake. */
  readonly certificate?: TestCertificate | undefined
}

export interface Answer {
  readonly status: number
  /** Values of a field, one per line. */
  lines(name: string): readonly string[]
  readonly text: string
  readonly json: unknown
}

async function send(url: string, sent: Sent = {}): Promise<Answer> {
  const { method = 'GET', path = '/me', token, scheme = 'Bearer', proof, certificate } = sent
  const authorization = token === undefined ? {} : { authorization: `${scheme} ${token}` }
  const dpop = proof === undefined ? {} : { dpop: [proof].flat() }
  const { protocol, hostname, port } = new URL(url)
  const outgoing = (protocol === 'https:' ? httpsRequest : httpRequest)({
    host: hostname,
    port,
    method,
    path,
    headers: { ...authorization, ...dpop, ...sent.headers },
    agent: false,
    // The address is what these tests know the server by; what counts is the certificate of the client.
    rejectUnauthorized: false,
    ...(certificate && { cert: certificate.pem, key: certificate.privateKeyPem }),
  }).end(sent.body)
  const [incoming] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  const raw: readonly string[] = incoming.rawHeaders
  const lines = (name: string) =>
    raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name)
  const isJson = lines('content-type')[0]?.startsWith('application/json') === true && text !== ''
  return { status: incoming.statusCode, lines, text, json: isJson ? JSON.parse(text) : undefined }
}

/** Bytes as they are, for what no client library would send; everything that comes back. */
async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  socket.on('error', () => {})
  socket.write(Buffer.from(text, 'latin1'))
  let received = ''
  for await (const chunk of socket) received += chunk
  return received
}

/** How often each status came. */
export function count(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** So many at once. */
export function times<T>(number: number, make: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: number }, (_, index) => make(index)))
}
