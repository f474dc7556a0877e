import { type OutgoingHttpHeaders, request as sendPlain } from 'node:http'
import { request as sendOverTls } from 'node:https'

/** A request as it goes over the wire. */
export interface Request {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** A list is sent as that many lines of the same name. */
  readonly headers: OutgoingHttpHeaders
  readonly body?: string
}

/** What came back, field line by field line. */
export interface Answer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** PEM: who is believed to vouch for servers, and what the client shows of itself. */
export interface ClientTls {
  readonly ca: string
  readonly cert?: string
  readonly key?: string
}

/** So long an answer may take: longer than an API waits for the keys of an issuer. */
const timeoutSeconds = 15

/**
 * Sends a request on a connection of its own. Unlike `fetch` it sends a header twice when told to, shows
 * a certificate, and gives every line of the answer as it came.
 */
export function exchange(
  origin: string,
  { method, target, headers, body }: Request,
  tls?: ClientTls,
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  const { protocol, hostname, port } = new URL(origin)
  const options = { hostname, port, method, path: target, headers, agent: false, signal }
  const send = protocol === 'https:' ? sendOverTls : sendPlain
  return new Promise((resolve, reject) => {
    const request = send({ ...options, ...tls }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.once('error', reject)
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: pairs(response.rawHeaders),
          body: text,
        }),
      )
    })
    request.once('error', reject)
    request.end(body)
  })
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []))
}

/** Every value of a header, in order. */
export function valuesOf(answer: Answer, name: string): readonly string[] {
  return answer.headers.flatMap(([own, value]) => (own.toLowerCase() === name ? [value] : []))
}
