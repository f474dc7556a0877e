import type { Log } from '@portcullis-apps/shared'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'not_found' })
}

/** The end of the line for what handlers throw: logged, and nothing of it on the wire. */
export function answerFailures(log: Log) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { statusCode = 500 } = error
    if (statusCode < 500) return reply.code(statusCode).send({ error: 'invalid_request' })
    log.failure(error, { method: request.method, path: request.url.split('?', 1)[0] ?? '' })
    return reply.code(500).send({ error: 'server_error' })
  }
}
