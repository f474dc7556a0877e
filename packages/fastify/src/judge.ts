import type { Outcome, ResourceServer } from '@portcullis/core'
import { fromIncomingMessage, refusalError } from '@portcullis/node'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { appendHeaders, send } from './answer.js'
import { type RouteAuth, toRequirement } from './route-auth.js'
import { remember, visitOf } from './visit.js'

/** Whether the request may go on; it was answered where not. At once, where nothing has to be waited for. */
export type Judge = (
  request: FastifyRequest,
  reply: FastifyReply,
  auth: RouteAuth,
) => boolean | Promise<boolean>

/** Lets a request pass, once for all who ask the same of it, or answers it. */
export function createJudge(server: ResourceServer, throwRefusals: boolean): Judge {
  return (request, reply, auth) => {
    const requirement = toRequirement(auth)
    const visit = visitOf(request)
    const before = visit?.server === server ? visit : undefined
    if (requirement === undefined || before?.auth === auth) return true
    const incoming = fromIncomingMessage(request.raw)
    const settle = (outcome: Outcome) => {
      if (reply.sent) return false
      if (outcome.ok) {
        const { access, headers } = outcome
        const isStranded = access === undefined && requirement.optional !== true
        remember(request, { server, auth, access, isStranded })
        appendHeaders(reply, headers)
        return true
      }
      if (throwRefusals) throw refusalError(outcome)
      send(reply, outcome)
      return false
    }
    const judging =
      before === undefined
        ? server.judge(incoming, requirement)
        : server.authorize(incoming, before.access, requirement)
    return judging instanceof Promise ? judging.then(settle) : settle(judging)
  }
}
