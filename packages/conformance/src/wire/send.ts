import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { FieldLine, WireAnswer, WireRequest } from './exchange.js'

/** A client certificate, PEM. */
export interface ClientIdentity {
  readonly cert: string
  readonly key: string
}

const timeoutMilliseconds = 15_000

/** Sends one request over a socket of its own and reads the answer to the end. */
export async function send(
  origin: string,
  request: WireRequest,
  identity?: ClientIdentity,
): Promise<WireAnswer> {
  const url = new URL(origin)
  const socket = await open(url, identity)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(requestText(url, request), 'latin1')
  await once(socket, 'close')
  return parseAnswer(Buffer.concat(chunks))
}

async function open(url: URL, identity: ClientIdentity | undefined): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const address = { host, port: Number(url.port) }
  const tls = url.protocol === 'https:'
  const socket = tls
    ? connectTls({ ...address, ...identity, rejectUnauthorized: false })
    : connect(address)
  socket.setTimeout(timeoutMilliseconds, () => socket.destroy(new Error('No answer in time')))
  await once(socket, tls ? 'secureConnect' : 'connect')
  // A server may close its side while we still write: what it answered is read all the same.
  socket.on('error', () => {})
  return socket
}

function requestText(url: URL, request: WireRequest): string {
  const { method = 'GET', target, fields = [], body = '' } = request
  const hasHost = fields.some(([name]) => name.toLowerCase() === 'host')
  const lines: FieldLine[] = [
    ...(hasHost ? [] : [['Host', url.host] as const]),
    ...fields,
    ...(body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const]),
    ['Connection', 'close'],
  ]
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`
}

function parseAnswer(bytes: Buffer): WireAnswer {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) throw new Error(`No HTTP answer came, but ${bytes.length} bytes`)
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const fields = lines.map((line): FieldLine => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const raw = text.slice(end + 4)
  const chunked = fields.some(
    ([name, value]) => /^transfer-encoding$/i.test(name) && /chunked/i.test(value),
  )
  return { status: Number(statusLine.split(' ')[1]), fields, body: chunked ? unchunk(raw) : raw }
}

function unchunk(raw: string): string {
  let body = ''
  let rest = raw
  for (;;) {
    const end = rest.indexOf('\r\n')
    const length = Number.parseInt(rest.slice(0, end), 16)
    if (!(length > 0)) return body
    body += rest.slice(end + 2, end + 2 + length)
    rest = rest.slice(end + 2 + length + 2)
  }
}
