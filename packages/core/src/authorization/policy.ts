import { ConfigurationError, type Denial, deny } from '../errors/index.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import type { AccessToken } from '../pop/index.js'

/**
 * A demand on an access token. A value: policies compose, know what challenge they owe, and say which
 * scopes they ask for.
 */
export interface Policy {
  /** Scopes to name in a challenge: what a client should ask for to satisfy this (RFC 6750 §3). */
  readonly scopes: readonly string[]
  /** Nothing when the token satisfies the policy, otherwise what it lacks. */
  check(token: AccessToken): MaybePromise<Denial | undefined>
}

/** A policy by hand: `true` lets the request through, anything else is a 403. */
export type PolicyFunction = (token: AccessToken) => MaybePromise<boolean>

/** What is taken wherever a policy is. */
export type PolicyLike = Policy | PolicyFunction

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
    check: (token) =>
      andThen(policy(token), (allowed) => (allowed === true ? undefined : refused())),
  }
}
