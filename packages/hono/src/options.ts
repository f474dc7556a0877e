import {
  ConfigurationError,
  type PolicyLike,
  type Refused,
  type Requirement,
  type ResourceRequest,
} from '@portcullis/core'
import type { Context, Env } from 'hono'

/** What is asked of requests, where they are read from, and what becomes of a refusal. */
export interface ProtectOptions<E extends Env = Env> extends Requirement {
  /**
   * Where the request is read from. Default: the web `Request`, which has neither the peer, nor its
   * certificate, nor dot segments in its path. On the server of Node the message that came has them:
   * `(c) => fromIncomingMessage(c.env.incoming)`, from `@portcullis/node`.
   */
  readonly requestFrom?: (context: Context<E>) => ResourceRequest
  /**
   * Writes a refusal. Default: a `Response`, whose `Headers` join several challenges in one line. On the
   * server of Node they go out as they should with `appendHeaders(c.env.outgoing, refused.headers)`, from
   * `@portcullis/node`, and a `Response` of status, `Content-Type` and body.
   */
  readonly respond?: (context: Context<E>, refused: Refused) => Response
  /**
   * Refusals are thrown, as `HTTPException` with the answer and, as its `cause`, the reason. Default
   * false: they are answered.
   */
  readonly throwRefusals?: boolean
}

const ofRequirement = ['policy', 'optional'] satisfies (keyof Requirement)[]
const ofProtect = [
  ...ofRequirement,
  'requestFrom',
  'respond',
  'throwRefusals',
] satisfies (keyof ProtectOptions)[]

export function checkRequirement(requirement: Requirement): void {
  check(requirement, ofRequirement)
}

export function checkOptions<E extends Env>(options: ProtectOptions<E>): void {
  check(options, ofProtect)
}

/** A policy in the place of the options, or none where one is named, would let everybody in. */
function check(options: Requirement, known: readonly string[]): void {
  const isObject = typeof options === 'object' && options !== null
  const unknown = isObject && Object.keys(options).some((name) => !known.includes(name))
  if (isObject && !unknown && (!('policy' in options) || isPolicy(options.policy))) return
  throw new ConfigurationError(
    'option_invalid',
    "The second argument is no requirement: write { policy: scopes('api1.read') } or { optional: true }",
  )
}

/**
 * What `authorize` was given. A policy that is undefined, as after a slip of the pen, would let everybody
 * with a token in.
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

function isPolicy(policy: PolicyLike | undefined): policy is PolicyLike {
  return typeof policy === 'function' || typeof policy?.check === 'function'
}
