import { type AuthenticationNeeds, ConfigurationError, type Denial, deny } from '../errors/index.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import type { AccessToken } from '../pop/index.js'

/** What a policy may go by beside the token: it looks at no clock of its own. */
export interface PolicyContext {
  /** Seconds since the epoch, by the clock of the guard; with fractions. */
  readonly now: number
  /** Seconds that clocks may differ. */
  readonly clockToleranceSeconds: number
  /** What this resource is called (RFC 8707 §2), where the guard has a `resource` or a `publicUrl`. */
  readonly resource: string | undefined
}

/**
 * A demand on an access token. A value: policies compose, know what challenge they owe, and say which
 * scopes they ask for.
 */
export interface Policy {
  /** Scopes to name in a challenge: what a client should ask for to satisfy this (RFC 6750 §3). */
  readonly scopes: readonly string[]
  /** The login that this asks for (RFC 9470 §3), so that `allOf` can ask for everything at once. */
  readonly authentication?: AuthenticationNeeds
  /** Types of authorization details that this looks at, for the metadata (RFC 9396 §10, RFC 9728 §2). */
  readonly authorizationDetailsTypes?: readonly string[]
  /** Nothing when the token satisfies the policy, otherwise what it lacks. */
  check(token: AccessToken, context: PolicyContext): MaybePromise<Denial | undefined>
}

/** A policy by hand: `true` lets the request through, anything else is a 403. */
export type PolicyFunction = (token: AccessToken, context: PolicyContext) => MaybePromise<boolean>

/** What is taken wherever a policy is. */
export type PolicyLike = Policy | PolicyFunction

/** Whether this can be judged at all: a program without types may hold anything. */
export function isPolicy(policy: unknown): policy is PolicyLike {
  return (
    typeof policy === 'function' ||
    typeof (policy as Partial<Policy> | null | undefined)?.check === 'function'
  )
}

/**
 * One form for both kinds of policy.
 *
 * @throws ConfigurationError for what is neither: a program without types may hold one
 */
export function toPolicy(policy: PolicyLike): Policy {
  if (typeof policy !== 'function') {
    if (typeof policy?.check === 'function') return policy
    throw new ConfigurationError(
      'option_invalid',
      `A policy is ${printable(policy)}: write scopes('api1.read'), or a function`,
    )
  }
  const refused = () => {
    const name = policy.name === '' ? 'A policy function' : `The policy function ${policy.name}`
    return deny('policy_refused', `${name} refused the token`)
  }
  return {
    scopes: [],
    check: (token, context) =>
      andThen(policy(token, context), (allowed) => (allowed === true ? undefined : refused())),
  }
}
