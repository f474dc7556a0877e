import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { type RunningTestIssuer, startTestIssuer } from '@portcullis/testing'
import { createLog, readEnvironment, serve, type Variables } from '@portcullis-apps/shared'
import { afterEach } from 'vitest'
import { createApp } from '../src/app.js'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export async function startIssuer(): Promise<RunningTestIssuer> {
  const issuer = await startTestIssuer()
  closing.push(issuer.close)
  return issuer
}

/** The API in this process, and every line that it logs. */
export async function startApi(issuer: { readonly issuer: string }, variables: Variables = {}) {
  const log: string[] = []
  const settings = readEnvironment({ ISSUER: issuer.issuer, AUDIENCE: 'api1', ...variables })
  const running = await serve(
    settings,
    createApp,
    createLog((line) => log.push(line)),
  )
  closing.push(running.close)
  const port = Number(new URL(running.url).port)
  return {
    url: running.url,
    log,
    port,
    close: running.close,
    send: (sent?: Sent) => send(port, sent),
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
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  /** Values of a field, one per line. */
  lines(name: string): readonly string[]
  readonly text: string
  readonly json: unknown
}

async function send(port: number, sent: Sent = {}): Promise<Answer> {
  const { method = 'GET', path = '/me', token, headers, body } = sent
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...authorization, ...headers },
    agent: false,
  }).end(body)
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
