import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { Answer, HeaderField } from '@portcullis/core'

/** A response of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/**
 * Adds fields to a response that somebody else will write. A name may come several times. Leaves a
 * response alone that was sent meanwhile.
 */
export function appendHeaders(response: NodeResponse, headers: readonly HeaderField[]): void {
  if (headers.length === 0 || response.headersSent) return
  for (const [name, value] of headers) append(response, name, value)
}

/**
 * Writes an answer and ends the response; leaves a response alone that was sent meanwhile. Fields of
 * the same names that were set before are replaced: one answer, one `Content-Type`.
 *
 * The body of the request is not read. Node throws away what still comes of it once the answer is out,
 * so the client gets its answer at once and the connection serves its next request.
 */
export function writeAnswer(response: NodeResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.writableEnded) return
  response.statusCode = status
  for (const [name] of headers) response.removeHeader(name)
  appendHeaders(response, headers)
  if (body === '') response.end()
  else response.end(body)
}

/** `appendHeader` came to the responses of HTTP/2 only with Node 20.12. */
function append(response: NodeResponse, name: string, value: string): void {
  const before = response.getHeader(name)
  response.setHeader(name, before === undefined ? value : [before, value].flat().map(String))
}
