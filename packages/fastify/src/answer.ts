import type { Answer, HeaderField } from '@portcullis/core'
import { headerFields } from '@portcullis/node'
import type { FastifyReply } from 'fastify'

/** `reply.header` keeps the last of two values. A buffer goes out as it is; to a string Fastify would add a charset. */
export function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status).headers(headerFields(headers))
  return body === '' ? reply.send() : reply.send(Buffer.from(body))
}

/** What was set before stays beside it. */
export function appendHeaders(reply: FastifyReply, headers: readonly HeaderField[]): void {
  for (const [name, value] of headers) {
    const before = reply.getHeader(name)
    reply.header(name, before === undefined ? value : [before, value].flat())
  }
}
