import { ConfigurationError, type Requirement } from '@portcullis/core'

const known: readonly string[] = ['policy', 'optional'] satisfies (keyof Requirement)[]

/** A policy in the place of the requirement would be overlooked, and let everybody in. */
export function checkRequirement(requirement: Requirement): void {
  const isObject = typeof requirement === 'object' && requirement !== null
  const unknown = isObject && Object.keys(requirement).some((name) => !known.includes(name))
  if (isObject && !unknown) return
  throw new ConfigurationError(
    'option_invalid',
    "The second argument of protect() is no requirement: write { policy: scopes('api1.read') } or { optional: true }",
  )
}
