import { ConfigurationError, type PolicyLike, type Requirement } from '@portcullis/core'

/** What is asked of requests, and what becomes of a refusal. */
export interface ProtectOptions extends Requirement {
  /**
   * Refusals are thrown, as errors with `status`, `headers` and the reason as `cause`. Default false:
   * they are answered.
   */
  readonly throwRefusals?: boolean
}

const known: readonly string[] = [
  'policy',
  'optional',
  'throwRefusals',
] satisfies (keyof ProtectOptions)[]

/** A policy in the place of the options, or none where one is named, would let everybody in. */
export function checkOptions(options: ProtectOptions): void {
  const isObject = typeof options === 'object' && options !== null
  const unknown = isObject && Object.keys(options).some((name) => !known.includes(name))
  if (isObject && !unknown && (!('policy' in options) || isPolicy(options.policy))) return
  throw new ConfigurationError(
    'option_invalid',
    "The second argument of protect() is no requirement: write { policy: scopes('api1.read') } or { optional: true }",
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
