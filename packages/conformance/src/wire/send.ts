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
  const [answer] = await sendInOne(origin, [request], identity)
  if (answer === undefined) throw new Error('No HTTP answer came')
  return answer
}

/** Sends requests over one connection, one right after the other, and reads all answers. */
export async function sendInOne(
  origin: string,
  requests: readonly WireRequest[],
  identity?: ClientIdentity,
): Promise<readonly WireAnswer[]> {
  const url = new URL(origin)
  const socket = await open(url, identity)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const text = requests.map((one, index) => requestText(url, one, index === requests.length - 1))
  socket.write(text.join(''), 'latin1')
  await once(socket, 'close')
  return parseAnswers(Buffer.concat(chunks).toString('latin1'))
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

function requestText(url: URL, request: WireRequest, isLast: boolean): string {
  const { method = 'GET', target, fields = [], body = '' } = request
  const hasHost = fields.some(([name]) => name.toLowerCase() === 'host')
  const lines: FieldLine[] = [
    ...(hasHost ? [] : [['Host', url.host] as const]),
    ...fields,
    ...framing(body),
    ['Connection', isLast ? 'close' : 'keep-alive'],
  ]
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${method} ${target} HTTP/1.1\r\n${head}\r\n${typeof body === 'string' ? body : chunksOf(body)}`
}

function framing(body: string | readonly string[]): readonly FieldLine[] {
  if (typeof body !== 'string') return [['Transfer-Encoding', 'chunked']]
  return body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))]]
}

function chunksOf(parts: readonly string[]): string {
  const chunk = (part: string) => `${part.length.toString(16)}\r\n${part}\r\n`
  return [...parts, ''].map(chunk).join('')
}

function parseAnswers(text: string): readonly WireAnswer[] {
  const answers: WireAnswer[] = []
  let rest = text
  while (rest !== '') {
    const [answer, more] = parseAnswer(rest)
    answers.push(answer)
    rest = more
  }
  return answers
}

type Parsed<T> = readonly [found: T, rest: string]

function parseAnswer(text: string): Parsed<WireAnswer> {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) throw new Error(`No HTTP answer came, but ${text.length} bytes`)
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const fields = lines.map((line): FieldLine => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const [body, rest] = parseBody(fields, text.slice(end + 4))
  return [{ status: Number(statusLine.split(' ')[1]), fields, body }, rest]
}

/** A body without a length, as after HEAD, ends with the connection. */
function parseBody(fields: readonly FieldLine[], text: string): Parsed<string> {
  const fieldOf = (wanted: string) =>
    fields.find(([name]) => name.toLowerCase() === wanted)?.[1].toLowerCase()
  if (fieldOf('transfer-encoding') === 'chunked') return unchunk(text)
  const length = Number(fieldOf('content-length') ?? text.length)
  return [text.slice(0, length), text.slice(length)]
}

function unchunk(text: string): Parsed<string> {
  let body = ''
  let rest = text
  for (;;) {
    const end = rest.indexOf('\r\n')
    const length = Number.parseInt(rest.slice(0, end), 16)
    if (!(length > 0)) return [body, rest.slice(end + 4)]
    body += rest.slice(end + 2, end + 2 + length)
    rest = rest.slice(end + 2 + length + 2)
  }
}
