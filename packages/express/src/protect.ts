import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type AccessToken,
  type Granted,
  type Outcome,
  openGuard,
  type PolicyLike,
  type Refused,
  type Requirement,
  type ResourceRequest,
  type ResourceServer,
  type ResourceServerOptions,
  requirementOf,
  unguarded,
} from '@portcullis/core'
import { appendHeaders, fromIncomingMessage, refusalError, writeAnswer } from '@portcullis/node'
import type { Guard, Middleware } from './guarded.js'
import { ownOptions, type ProtectOptions } from './options.js'
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
  const server = openGuard(guard, options, 'protect()', ownOptions)
  const { throwRefusals = false, ...requirement } = options
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
  return middleware(requirementOf(given), (request) => visitOf(request) ?? unguarded()) as Guard
}

/** What fails in a handler is no affair of ours: `next` stays outside the `try`. */
function middleware(
  requirement: Requirement,
  visitFor: (request: IncomingMessage) => Visit,
): Middleware {
  // What need not be waited for is not: each promise costs more than the look at a known token.
  const self: Middleware = (request, response, next) => {
    let visit: Visit
    let judging: Outcome | Promise<Outcome>
    try {
      visit = visitFor(request)
      judging = judge(visit, fromIncomingMessage(request), requirement)
    } catch (error) {
      return next(error)
    }
    const settle = (outcome: Outcome) =>
      outcome.ok ? pass(outcome) : refuse(outcome, visit, response, next)
    const pass = (granted: Granted) => {
      const { server, throwRefusals } = visit
      remember(request, { server, throwRefusals, granted })
      appendHeaders(response, granted.headers)
      const { access } = granted
      if (access !== undefined) {
        hold(request, access.token)
        return next()
      }
      if (requirement.optional === true) return next()
      // A CORS preflight shows no token: it goes past the handlers of the route, which rely on one. In `use`
      // all that comes later may do so.
      if (isOfRoute(request, self)) return next('route')
      response.statusCode = 404
      return void response.end()
    }
    return judging instanceof Promise ? judging.then(settle, next) : settle(judging)
  }
  return self
}

function refuse(
  refused: Refused,
  { throwRefusals }: Visit,
  response: ServerResponse,
  next: (error: unknown) => void,
): void {
  if (throwRefusals) next(refusalError(refused))
  else writeAnswer(response, refused)
}

/** To everybody else it is only to be read. */
function hold(request: { auth?: AccessToken }, token: AccessToken): void {
  request.auth = token
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
): Outcome | Promise<Outcome> {
  if (granted === undefined) return server.judge(request, requirement)
  return server.authorize(request, granted.access, requirement)
}
