import type { Requirement } from '@portcullis/core'

/** What is asked of requests, and what becomes of a refusal. */
export interface ProtectOptions extends Requirement {
  /**
   * Refusals are thrown, as errors with `status`, `headers` and the reason as `cause`. Default false:
   * they are answered.
   */
  readonly throwRefusals?: boolean
}

/** Those that are no part of a requirement. */
export const ownOptions: readonly string[] = ['throwRefusals'] satisfies (keyof ProtectOptions)[]
