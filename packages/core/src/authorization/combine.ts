import { ConfigurationError, type Denial, deny } from '../errors/index.js'
import { isPromise, type MaybePromise } from '../lib/maybe-promise.js'
import type { AccessToken } from '../pop/index.js'
import { type Policy, type PolicyLike, toPolicy } from './policy.js'

/**
 * Every one of the policies must be satisfied. The challenge asks for all scopes at once, so that a
 * client need not come back for the second.
 *
 * @throws ConfigurationError when none is given
 */
export function allOf(...members: readonly PolicyLike[]): Policy {
  const policies = toPolicies('allOf', members)
  const scopes = unique(policies.flatMap((policy) => policy.scopes))
  return {
    scopes,
    check: (token) => checkEach(policies, token, (denials) => joinDenials(denials, scopes)),
  }
}

/**
 * One of the policies is enough. The challenge is that of the first: write the usual way in first.
 *
 * @throws ConfigurationError when none is given
 */
export function anyOf(...members: readonly PolicyLike[]): Policy {
  const policies = toPolicies('anyOf', members)
  return {
    scopes: policies[0]?.scopes ?? [],
    check: (token) =>
      checkEach(policies, token, (denials) =>
        denials.length < policies.length ? undefined : denials[0],
      ),
  }
}

function toPolicies(combinator: string, members: readonly PolicyLike[]): readonly Policy[] {
  if (members.length === 0) {
    throw new ConfigurationError('option_missing', `${combinator}() needs at least one policy`)
  }
  return members.map(toPolicy)
}

/** Asks every policy, waiting only when one of them waits, and lets `conclude` see the denials. */
function checkEach(
  policies: readonly Policy[],
  token: AccessToken,
  conclude: (denials: readonly Denial[]) => Denial | undefined,
): MaybePromise<Denial | undefined> {
  const results = startAll(policies, token)
  const denialsIn = (settled: readonly (Denial | undefined)[]) =>
    conclude(settled.filter((result) => result !== undefined))
  return results.some(isPromise)
    ? Promise.all(results).then(denialsIn)
    : denialsIn(results as (Denial | undefined)[])
}

function startAll(
  policies: readonly Policy[],
  token: AccessToken,
): readonly MaybePromise<Denial | undefined>[] {
  const results: MaybePromise<Denial | undefined>[] = []
  try {
    for (const policy of policies) results.push(policy.check(token))
  } catch (error) {
    // Nobody waits for the others any more; a rejection that nobody sees would end the process.
    void Promise.allSettled(results)
    throw error
  }
  return results
}

function joinDenials(denials: readonly Denial[], scopes: readonly string[]): Denial | undefined {
  const [first] = denials
  if (first === undefined || denials.every((denial) => denial.needs.scope === undefined))
    return first
  const message = denials.map((denial) => denial.message).join('; ')
  const scoped = denials.find((denial) => denial.needs.scope !== undefined) ?? first
  return deny(scoped.code, message, { ...scoped.needs, scope: scopes })
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
