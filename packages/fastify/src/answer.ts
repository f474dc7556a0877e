import { STATUS_CODES } from 'node:http'
import { type Answer, type HeaderField, isDenial, type Refused } from '@portcullis/core'
import type { FastifyReply } from 'fastify'

/** `reply.header` keeps the last of two values, so those of one name go in together. */
function fieldsOf(headers: readonly HeaderField[]): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const [name, value] of headers) {
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}

/** A buffer goes out as it is; to a string Fastify would add a charset. */
export function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status).headers(fieldsOf(headers))
  return body === '' ? reply.send() : reply.send(Buffer.from(body))
}

/** What was set before stays beside it. */
export function appendHeaders(reply: FastifyReply, headers: readonly HeaderField[]): void {
  for (const [name, value] of headers) {
    const before = reply.getHeader(name)
    reply.header(name, before === undefined ? value : [before, value].flat())
  }
}

/** A refusal as Fastify's error handlers take it. What went wrong is the `cause`, for logs alone. */
export function refusalError({ status, headers, reason }: Refused): Error {
  const description = isDenial(reason) ? reason.description : undefined
  const error = new Error(description ?? STATUS_CODES[status], { cause: reason })
  return Object.assign(error, { statusCode: status, headers: fieldsOf(headers) })
}
