/** The client of the tests of every binding: requests as users send them, and bytes as attackers do. */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach } from 'vitest'

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

export async function send(
  port: number,
  { method = 'GET', path = '/', token, headers }: Sent,
): Promise<Answer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method,
    path,
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

const sockets: { destroy(): void }[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

/** A client that writes bytes, for what no client library would send. */
export async function rawClient(port: number) {
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

export async function sendRaw(port: number, head: readonly string[]): Promise<string> {
  const { socket, until } = await rawClient(port)
  socket.write(`${[...head, 'connection: close'].join('\r\n')}\r\n\r\n`)
  return until(/\r\n\r\n/)
}
