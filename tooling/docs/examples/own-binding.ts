// #region binding
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type AccessToken,
  type Granted,
  type Outcome,
  openGuard,
  type PolicyLike,
  type Requirement,
  type ResourceServer,
  type ResourceServerOptions,
  requirementOf,
  unguarded,
} from '@portcullis/core'
import { appendHeaders, fromIncomingMessage, writeAnswer } from '@portcullis/node'

type Next = (error?: unknown) => void
type Middleware = (message: IncomingMessage, response: ServerResponse, next: Next) => void
interface Visit {
  readonly server: ResourceServer
  readonly granted?: Granted
}

const visits = new WeakMap<IncomingMessage, Visit>()

export function protect(
  guard: ResourceServer | ResourceServerOptions,
  requirement: Requirement = {},
): Middleware {
  const server = openGuard(guard, requirement, 'protect()')
  return middleware(requirement, (message) => {
    const visit = visits.get(message)
    return visit?.server === server ? visit : { server }
  })
}

export function authorize(...given: readonly [policy?: PolicyLike]): Middleware {
  return middleware(requirementOf(given), (message) => visits.get(message) ?? unguarded())
}

export function authOf(message: IncomingMessage): AccessToken | undefined {
  return visits.get(message)?.granted?.access?.token
}

function middleware(
  requirement: Requirement,
  visitFor: (message: IncomingMessage) => Visit,
): Middleware {
  const judge = async (message: IncomingMessage): Promise<[Visit, Outcome]> => {
    const visit = visitFor(message)
    const { server, granted } = visit
    const request = fromIncomingMessage(message)
    if (granted === undefined) return [visit, await server.protect(request, requirement)]
    return [visit, await server.authorize(request, granted.access, requirement)]
  }
  return (message, response, next) => {
    judge(message).then(([{ server }, outcome]) => {
      if (!outcome.ok) return writeAnswer(response, outcome)
      visits.set(message, { server, granted: outcome })
      appendHeaders(response, outcome.headers)
      if (outcome.access !== undefined || requirement.optional === true) return next()
      response.writeHead(404).end() // a CORS preflight: it shows no token
    }, next)
  }
}
// #endregion
