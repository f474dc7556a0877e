/** What every binding does alike when a program is set up. Tree-shakes away where no binding asks for it. */
import { isPolicy, type PolicyLike } from './authorization/index.js'
import { ConfigurationError } from './errors/index.js'
import type { ResourceServerOptions } from './options/index.js'
import { createResourceServer, type Requirement, type ResourceServer } from './resource-server.js'

/**
 * The guard of one place in an API, for those who bind a framework: makes it, unless it is one already,
 * and lists in its metadata what the place asks for. A policy where options go, a name that nobody
 * knows, or a policy that is undefined, as after a slip of the pen, would let everybody in: they throw.
 *
 * @param guard - options, or a guard that is made with `createResourceServer` and shared
 * @param options - as the user wrote them: a requirement, and what the binding takes beside it
 * @param caller - what the user called, for the message: `protect()`
 * @param others - names of the options that the binding takes beside `policy` and `optional`
 * @throws ConfigurationError when the options cannot work; the message says what to write
 */
export function openGuard(
  guard: ResourceServer | ResourceServerOptions,
  options: Requirement,
  caller: string,
  others: readonly string[] = [],
): ResourceServer {
  checkRequirement(options, caller, others)
  const server = isResourceServer(guard) ? guard : createResourceServer(guard)
  if (options.policy !== undefined) server.metadata?.announce(options.policy)
  return server
}

/**
 * What `authorize(policy?)` of a binding asks for. It takes the arguments as they came: `authorize()` is
 * any valid token, and `authorize(undefined)` a slip of the pen that would let everybody with a token in.
 *
 * @throws ConfigurationError for what is no policy
 */
export function requirementOf(given: readonly [policy?: PolicyLike]): Requirement {
  if (given.length === 0) return {}
  const [policy] = given
  if (isPolicy(policy)) return { policy }
  throw new ConfigurationError(
    'option_invalid',
    "authorize() was given no policy: write authorize(scopes('api1.read')), or authorize() for any valid token",
  )
}

/** For an `authorize` that finds no guard before it. */
export function unguarded(): never {
  throw new Error(
    'authorize() needs protect() before it: write app.use(protect({ issuer, audience })) above this route',
  )
}

/** Whether this is a guard, and not the options of one. */
export function isResourceServer(
  guard: ResourceServer | ResourceServerOptions,
): guard is ResourceServer {
  // Whatever is neither gets its sentence from createResourceServer.
  return typeof (guard as Partial<ResourceServer> | null | undefined)?.protect === 'function'
}

const ofRequirement: readonly string[] = ['policy', 'optional'] satisfies (keyof Requirement)[]

function checkRequirement(options: Requirement, caller: string, others: readonly string[]): void {
  const isObject = typeof options === 'object' && options !== null
  const known = [...ofRequirement, ...others]
  const unknown = isObject && Object.keys(options).some((name) => !known.includes(name))
  if (isObject && !unknown && (!('policy' in options) || isPolicy(options.policy))) return
  throw new ConfigurationError(
    'option_invalid',
    `The second argument of ${caller} is no requirement: write { policy: scopes('api1.read') } or { optional: true }`,
  )
}
