import { ConfigurationError, type Requirement } from '@portcullis/core'

/** What is asked of requests, and what becomes of a refusal. */
export interface ProtectOptions extends Requirement {
  /**
   * Refusals go to Express's error handlers, as errors with `status`, `headers` and the reason as `cause`.
   * Default false: they are answered.
   */
  readonly throwRefusals?: boolean
}

const known: readonly string[] = [
  'policy',
  'optional',
  'throwRefusals',
] satisfies (keyof ProtectOptions)[]

/** A policy in the place of the options would be overlooked, and let everybody in. */
export function checkOptions(options: ProtectOptions): void {
  const isObject = typeof options === 'object' && options !== null
  const unknown = isObject && Object.keys(options).some((name) => !known.includes(name))
  if (isObject && !unknown) return
  throw new ConfigurationError(
    'option_invalid',
    "The second argument of protect() is no requirement: write { policy: scopes('api1.read') } or { optional: true }",
  )
}
