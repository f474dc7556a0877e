import {
  fromWebRequest,
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
import type { Context, Env, MiddlewareHandler } from 'hono'
import { answer, throwRefusal } from './answer.js'
import type { Guard } from './guarded.js'
import { ownOptions, type ProtectOptions } from './options.js'
import { remember, type Visit, visitOf } from './visit.js'

/**
 * Lets requests with a good access token pass, with the token as `c.get('auth')`; answers all others.
 *
 * @param guard - options, or a guard that is made with `createResourceServer` and shared
 * @param options - `policy`: what the token must permit; `optional`: requests without credentials
 *   pass too, with no `auth` (a bad token is refused all the same)
 * @throws ConfigurationError when the options cannot work; the message says what to write
 */
export function protect<E extends Env = Env>(
  guard: ResourceServer | ResourceServerOptions,
  options?: ProtectOptions<E> & { readonly optional?: false },
): Guard<E>
export function protect<E extends Env = Env>(
  guard: ResourceServer | ResourceServerOptions,
  options: ProtectOptions<E>,
): MiddlewareHandler<E>
export function protect<E extends Env = Env>(
  guard: ResourceServer | ResourceServerOptions,
  options: ProtectOptions<E> = {},
): MiddlewareHandler<E> {
  const server = openGuard(guard, options, 'protect()', ownOptions)
  const {
    throwRefusals = false,
    requestFrom = fromContext,
    respond = answer,
    ...requirement
  } = options
  return middleware<E>(requirement, (context) => {
    const visit = visitOf(context)
    if (visit?.server === server) return visit
    const refuse = throwRefusals ? throwRefusal : (refused: Refused) => respond(context, refused)
    return { server, refuse, request: requestFrom(context) }
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
function middleware<E extends Env>(
  requirement: Requirement,
  visitFor: (context: Context<E>) => Visit,
): MiddlewareHandler<E> {
  return async (context, next) => {
    const visit = visitFor(context)
    const judging = judge(visit, requirement)
    const outcome = judging instanceof Promise ? await judging : judging
    if (!outcome.ok) return refuse(context, outcome, visit)
    const { access, headers } = outcome
    const { server, request, refuse: refuseWith } = visit
    remember(context, { server, request, refuse: refuseWith, granted: outcome })
    if (access !== undefined) context.set('auth', access.token)
    // A CORS preflight shows no token: it ends here, as 404, before a handler that relies on one.
    else if (requirement.optional !== true) return context.notFound()
    // Nobody has anything to add: the promise of those behind is as good as one of ours.
    if (headers.length === 0) return next()
    await next()
    // Only now: a handler may return a response of its own making. A refusal took them along.
    if (visitOf(context)?.isRefused === true) return undefined
    for (const [name, value] of headers) context.header(name, value, { append: true })
    return undefined
  }
}

/** Whoever judged a request before is asked for the rest only. */
function judge(
  { server, request, granted }: Visit,
  requirement: Requirement,
): Outcome | Promise<Outcome> {
  if (granted === undefined) return server.judge(request, requirement)
  return server.authorize(request, granted.access, requirement)
}

/** What `protect` had to say goes on the refusal of an `authorize` as well. */
function refuse(context: object, refused: Refused, { granted, ...visit }: Visit): Response {
  if (granted === undefined) return visit.refuse(refused)
  remember(context, { ...visit, granted, isRefused: true })
  const names = new Set(refused.headers.map(([name]) => name))
  const others = granted.headers.filter(([name]) => !names.has(name))
  return visit.refuse({ ...refused, headers: [...refused.headers, ...others] })
}

function fromContext({ req }: { readonly req: { readonly raw: Request } }): ResourceRequest {
  return fromWebRequest(req.raw)
}
