import {
  type AccessToken,
  type Outcome,
  openGuard,
  type PolicyLike,
  type Requirement,
  type ResourceRequest,
  type ResourceServer,
  type ResourceServerOptions,
  requirementOf,
  unguarded,
} from '@portcullis/core'
import type { Context } from 'koa'
import { adapt } from './adapt.js'
import { answer, throwRefusal } from './answer.js'
import type { Guard, Middleware } from './guarded.js'
import { ownOptions, type ProtectOptions } from './options.js'
import { remember, type Visit, visitOf } from './visit.js'

/**
 * Lets requests with a good access token pass, with the token as `ctx.state.auth`; answers all others.
 *
 * @param guard - options, or a guard that is made with `createResourceServer` and shared
 * @param options - `policy`: what the token must permit; `optional`: requests without credentials
 *   pass too, with no `ctx.state.auth` (a bad token is refused all the same)
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
  return middleware(requirement, (context) => {
    const visit = visitOf(context)
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
  return middleware(requirementOf(given), (context) => visitOf(context) ?? unguarded())
}

/** Nothing is caught here, `next` least of all: what fails behind a guard is no affair of ours. */
function middleware(requirement: Requirement, visitFor: (context: Context) => Visit): Middleware {
  return async (context, next) => {
    const visit = visitFor(context)
    const judging = judge(visit, adapt(context), requirement)
    const outcome = judging instanceof Promise ? await judging : judging
    if (!outcome.ok) {
      if (visit.throwRefusals) return throwRefusal(context, outcome, visit.granted?.headers)
      return answer(context, outcome)
    }
    const { access, headers } = outcome
    const { server, throwRefusals } = visit
    remember(context, { server, throwRefusals, granted: outcome })
    for (const [name, value] of headers) context.append(name, value)
    if (access !== undefined) hold(context.state, access.token)
    // A CORS preflight shows no token: it ends here, as 404, before a handler that relies on one.
    const isPreflight = access === undefined && requirement.optional !== true
    return isPreflight ? undefined : next()
  }
}

/** To everybody else it is only to be read. */
function hold(state: { auth?: AccessToken }, token: AccessToken): void {
  state.auth = token
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
