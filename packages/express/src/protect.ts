import type { IncomingMessage } from 'node:http'
import {
  type Access,
  createResourceServer,
  type Outcome,
  type PolicyLike,
  type Requirement,
  type ResourceRequest,
  type ResourceServer,
  type ResourceServerOptions,
} from '@portcullis/core'
import { appendHeaders, fromIncomingMessage, writeAnswer } from '@portcullis/node'
import type { Guard, Middleware } from './guarded.js'
import { checkRequirement, requirementOf } from './requirement.js'

/** Which guard a request passed last, and what it found. */
interface Visit {
  readonly server: ResourceServer
  /** Nothing before the guard has judged the request. */
  readonly granted?: { readonly access: Access | undefined }
}

const visits = new WeakMap<IncomingMessage, Visit>()

/**
 * Lets requests with a good access token pass, with the token as `req.auth`; answers all others.
 *
 * @param guard - options, or a guard that is made with `createResourceServer` and shared
 * @param requirement - `policy`: what the token must permit; `optional`: requests without credentials
 *   pass too, with no `req.auth` (a bad token is refused all the same)
 * @throws ConfigurationError when the options cannot work; the message says what to write
 */
export function protect(
  guard: ResourceServer | ResourceServerOptions,
  requirement?: Requirement & { readonly optional?: false },
): Guard
export function protect(
  guard: ResourceServer | ResourceServerOptions,
  requirement: Requirement,
): Middleware
export function protect(
  guard: ResourceServer | ResourceServerOptions,
  requirement: Requirement = {},
): Middleware {
  checkRequirement(requirement)
  const server = isResourceServer(guard) ? guard : createResourceServer(guard)
  return middleware(requirement, (request) => {
    const visit = visits.get(request)
    return visit?.server === server ? visit : { server }
  })
}

/**
 * For a route behind `protect`: asks for a token even where `protect` did not, and for what the policy
 * demands. Without a policy any valid token will do.
 *
 * @throws ConfigurationError for what is no policy
 */
export function authorize(...given: readonly [policy?: PolicyLike]): Guard {
  return middleware(requirementOf(given), (request) => {
    const visit = visits.get(request)
    if (visit !== undefined) return visit
    throw new Error(
      'authorize() needs protect() before it: write app.use(protect({ issuer, audience })) above this route',
    )
  }) as Guard
}

/** The framework's `next` stays outside the `try`: what fails in a handler is no affair of ours. */
function middleware(
  requirement: Requirement,
  visitOf: (request: IncomingMessage) => Visit,
): Middleware {
  const self: Middleware = async (request, response, next) => {
    let outcome: Outcome
    try {
      const visit = visitOf(request)
      outcome = await judge(visit, fromIncomingMessage(request), requirement)
      if (outcome.ok) visits.set(request, { server: visit.server, granted: outcome })
    } catch (error) {
      return next(error)
    }
    if (!outcome.ok) return writeAnswer(response, outcome)
    appendHeaders(response, outcome.headers)
    const { access } = outcome
    if (access !== undefined) Object.assign(request, { auth: access.token })
    // A CORS preflight shows no token: it goes on, but past the handlers that rely on one, which are those
    // of the route, or all that the router has behind a guard of its own.
    const isPreflight = access === undefined && requirement.optional !== true
    if (!isPreflight) return next()
    return next(isOfRoute(request, self) ? 'route' : 'router')
  }
  return self
}

interface Routed {
  readonly route?: { readonly stack?: readonly { readonly handle?: unknown }[] }
}

/** Express names the route that a request is in, also after it has left it: only its handlers tell. */
function isOfRoute(request: IncomingMessage & Routed, guard: Middleware): boolean {
  return request.route?.stack?.some(({ handle }) => handle === guard) === true
}

/** Whoever judged a request before is asked for the rest only. */
function judge(
  { server, granted }: Visit,
  request: ResourceRequest,
  requirement: Requirement,
): Promise<Outcome> {
  if (granted === undefined) return server.protect(request, requirement)
  return server.authorize(request, granted.access, requirement)
}

function isResourceServer(guard: ResourceServer | ResourceServerOptions): guard is ResourceServer {
  // Whatever is neither gets its sentence from createResourceServer.
  return typeof (guard as Partial<ResourceServer> | null | undefined)?.protect === 'function'
}
