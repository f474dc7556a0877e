import type { ResourceServer } from '@portcullis/core'
import { fromIncomingMessage, refusalError } from '@portcullis/node'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { appendHeaders, send } from './answer.js'
import { type RouteAuth, toRequirement } from './route-auth.js'
import { remember, visitOf } from './visit.js'

export type Judge = (
  request: FastifyRequest,
  reply: FastifyReply,
  auth: RouteAuth,
) => Promise<FastifyReply | undefined>

/** Lets a request pass, once for all who ask the same of it, or answers it. */
export function createJudge(server: ResourceServer, throwRefusals: boolean): Judge {
  return async (request, reply, auth) => {
    const requirement = toRequirement(auth)
    const visit = visitOf(request)
    const before = visit?.server === server ? visit : undefined
    if (requirement === undefined || before?.auth === auth) return undefined
    const incoming = fromIncomingMessage(request.raw)
    const outcome = await (before === undefined
      ? server.protect(incoming, requirement)
      : server.authorize(incoming, before.access, requirement))
    if (reply.sent) return reply
    if (outcome.ok) {
      const { access, headers } = outcome
      const isStranded = access === undefined && requirement.optional !== true
      remember(request, { server, auth, access, isStranded })
      appendHeaders(reply, headers)
      return undefined
    }
    if (throwRefusals) throw refusalError(outcome)
    return send(reply, outcome)
  }
}
