import type { IncomingMessage } from 'node:http'
import {
  createResourceServer,
  type Outcome,
  type PolicyLike,
  type Requirement,
  type ResourceRequest,
  type ResourceServer,
  type ResourceServerOptions,
} from '@portcullis/core'
import { appendHeaders, fromIncomingMessage, refusalError, writeAnswer } from '@portcullis/node'
import type { Guard, Middleware } from './guarded.js'
import { checkOptions, type ProtectOptions, requirementOf } from './options.js'
import { remember, type Visit, visitOf } from './visit.js'

/**
 * Lets requests with a good access token pass, with the token as `req.auth`; answers all others.
 *
 * @param guard - options, or a guard that is made with `createResourceServer` and shared
 * @param options - `policy`: what the token must permit; `optional`: requests without credentials
 *   pass too, with no `req.auth` (a bad token is refused all the same)
 * @throws ConfigurationError when the options cannot work; the message says what to write
 */
export function protect(
  guard: ResourceServer | ResourceServerOptions,
  options?: ProtectOptions & { readonly optional?: false },
): Guard
export function protect(
  guard: ResourceServer | ResourceServerOptions,
  options: ProtectOptions,
): Middleware
export function protect(
  guard: ResourceServer | ResourceServerOptions,
  options: ProtectOptions = {},
): Middleware {
  checkOptions(options)
  const { throwRefusals = false, ...requirement } = options
  const server = isResourceServer(guard) ? guard : createResourceServer(guard)
  if (requirement.policy !== undefined) server.metadata?.announce(requirement.policy)
  return middleware(requirement, (request) => {
    const visit = visitOf(request)
    return visit?.server === server ? visit : { server, throwRefusals }
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
    const visit = visitOf(request)
    if (visit !== undefined) return visit
    throw new Error(
      'authorize() needs protect() before it: write app.use(protect({ issuer, audience })) above this route',
    )
  }) as Guard
}

/** The framework's `next` stays outside the `try`: what fails in a handler is no affair of ours. */
function middleware(
  requirement: Requirement,
  visitFor: (request: IncomingMessage) => Visit,
): Middleware {
  const self: Middleware = async (request, response, next) => {
    let outcome: Outcome
    try {
      const visit = visitFor(request)
      outcome = await judge(visit, fromIncomingMessage(request), requirement)
      if (outcome.ok) remember(request, { ...visit, granted: outcome })
      else if (visit.throwRefusals) throw refusalError(outcome)
    } catch (error) {
      return next(error)
    }
    if (!outcome.ok) return writeAnswer(response, outcome)
    appendHeaders(response, outcome.headers)
    const { access } = outcome
    if (access !== undefined) Object.assign(request, { auth: access.token })
    const isPreflight = access === undefined && requirement.optional !== true
    if (!isPreflight) return next()
    // A CORS preflight shows no token: it goes past the handlers of the route, which rely on one. In `use`
    // all that comes later may do so.
    if (isOfRoute(request, self)) return next('route')
    response.statusCode = 404
    return response.end()
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
