import { ConfigurationError, type PolicyLike, type Requirement } from '@portcullis/core'

const known: readonly string[] = ['policy', 'optional'] satisfies (keyof Requirement)[]

/** A policy in the place of the requirement, or none where one is named, would let everybody in. */
export function checkRequirement(requirement: Requirement): void {
  const isObject = typeof requirement === 'object' && requirement !== null
  const unknown = isObject && Object.keys(requirement).some((name) => !known.includes(name))
  if (isObject && !unknown && (!('policy' in requirement) || isPolicy(requirement.policy))) return
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
