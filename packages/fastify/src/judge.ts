import type { Access, ResourceServer } from '@portcullis/core'
import { fromIncomingMessage } from '@portcullis/node'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { appendHeaders, refusalError, send } from './answer.js'
import { type RouteAuth, toRequirement } from './route-auth.js'

/** Which guard a request passed last, what it was asked for, and what was found. */
interface Visit {
  readonly server: ResourceServer
  readonly auth: RouteAuth
  readonly access: Access | undefined
  /** Whether it passed without a token where one is needed, as CORS preflights do. */
  readonly isStranded: boolean
}

const visits = new WeakMap<FastifyRequest, Visit>()

/** The one truth about a request: nobody can put a token there. */
export function visitOf(request: FastifyRequest): Visit | undefined {
  return visits.get(request)
}

export type Judge = (
  request: FastifyRequest,
  reply: FastifyReply,
  auth: RouteAuth,
) => Promise<FastifyReply | undefined>

/** Lets a request pass, once for all who ask the same of it, or answers it. */
export function createJudge(server: ResourceServer, throwRefusals: boolean): Judge {
  return async (request, reply, auth) => {
    const requirement = toRequirement(auth)
    const visit = visits.get(request)
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
      visits.set(request, { server, auth, access, isStranded })
      appendHeaders(reply, headers)
      return undefined
    }
    if (throwRefusals) throw refusalError(outcome)
    return send(reply, outcome)
  }
}
