import { once } from 'node:events'
import { type ClientRequest, request as plainRequest } from 'node:http'
import { type Agent, request } from 'node:https'
import type { TestCertificate } from '@portcullis/testing'

/** The name that clients know the API by; no network is asked for it. */
export const publicHost = 'api.example.test'

export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly token?: string
  readonly certificate?: TestCertificate
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
  /** Keeps connections; without one each request has its own. */
  readonly agent?: Agent
  /** A TLS session to go on with. */
  readonly session?: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly json: unknown
}

/** Sends over TLS, as a client of the proxy. */
export async function send(port: number, server: TestCertificate, sent: Sent): Promise<Answer> {
  return answerTo(open(port, server, sent).end(sent.body))
}

/** The same, with the body still to come. */
export function open(port: number, server: TestCertificate, sent: Sent): ClientRequest {
  const { certificate, agent = false, session } = sent
  return request({
    ...common(port, sent),
    agent,
    ca: server.pem,
    servername: publicHost,
    ...(certificate && { cert: certificate.pem, key: certificate.privateKeyPem }),
    ...(session && { session }),
  })
}

/** Sends without TLS and past the proxy. */
export async function sendPlain(port: number, sent: Sent): Promise<Answer> {
  return answerTo(plainRequest({ ...common(port, sent), agent: false }).end(sent.body))
}

function common(port: number, { method = 'GET', path = '/me', token, headers }: Sent) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const host = '127.0.0.1'
  return { host, port, method, path, headers: { host: publicHost, ...authorization, ...headers } }
}

export async function answerTo(outgoing: ClientRequest): Promise<Answer> {
  const [incoming] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  const isJson = String(incoming.headers['content-type']).startsWith('application/json')
  const { statusCode: status, headers } = incoming
  return { status, headers, json: isJson ? JSON.parse(text) : undefined }
}
