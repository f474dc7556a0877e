import { type AuthenticationNeeds, ConfigurationError, type Denial, deny } from '../errors/index.js'
import { isPromise, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import type { AccessToken } from '../pop/index.js'
import { type Policy, type PolicyContext, type PolicyLike, toPolicy } from './policy.js'

/**
 * Every one of the policies must be satisfied. The challenge asks for everything at once, so that a
 * client need not come back for the second thing: the best login and all scopes (401) where the login
 * does not do, all scopes where those lack (403).
 *
 * @throws ConfigurationError when none is given, or no `acr` satisfies all of them
 */
export function allOf(...members: readonly PolicyLike[]): Policy {
  const policies = toPolicies('allOf', members)
  const scopes = unique(policies.flatMap((policy) => policy.scopes))
  const authentication = commonLogin(policies)
  return {
    scopes,
    authentication,
    authorizationDetailsTypes: detailsTypes(policies),
    check: (token, context) =>
      checkEach(policies, token, context, (denials) =>
        joinDenials(denials, scopes, authentication),
      ),
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
    authorizationDetailsTypes: detailsTypes(policies),
    check: (token, context) =>
      checkEach(policies, token, context, (denials) =>
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
  context: PolicyContext,
  conclude: (denials: readonly Denial[]) => Denial | undefined,
): MaybePromise<Denial | undefined> {
  const results = startAll(policies, token, context)
  const denialsIn = (settled: readonly (Denial | undefined)[]) =>
    conclude(settled.filter((result) => result !== undefined))
  return results.some(isPromise)
    ? Promise.all(results).then(denialsIn)
    : denialsIn(results as (Denial | undefined)[])
}

/** A login comes before a scope, and a scope before the rest: a client can do something about it. */
function joinDenials(
  denials: readonly Denial[],
  scopes: readonly string[],
  authentication: AuthenticationNeeds,
): Denial | undefined {
  const logins = denials.filter(({ error }) => error === 'insufficient_user_authentication')
  const scoped = denials.find(({ needs }) => needs.scope !== undefined)
  const lead = logins[0] ?? scoped
  if (lead === undefined) return denials[0]
  const login = logins.reduce<AuthenticationNeeds>(
    (needs, denial) => strictest(needs, denial.needs) ?? needs,
    authentication,
  )
  return deny(lead.code, denials.map(({ message }) => message).join('; '), {
    ...(scoped && { scope: scopes }),
    ...(logins.length > 0 && login),
  })
}

/** What a login must be to satisfy every policy. */
function commonLogin(policies: readonly Policy[]): AuthenticationNeeds {
  return policies.reduce<AuthenticationNeeds>((needs, { authentication = {} }) => {
    const both = strictest(needs, authentication)
    if (both !== undefined) return both
    throw new ConfigurationError(
      'option_invalid',
      `No acr is both among ${printable(needs.acrValues)} and ${printable(authentication.acrValues)}: write stepUp() with what satisfies both, or anyOf()`,
    )
  }, {})
}

/** A login that satisfies both, in the order of the first; nothing where no `acr` does. */
function strictest(
  first: AuthenticationNeeds,
  second: AuthenticationNeeds,
): AuthenticationNeeds | undefined {
  const acrValues =
    first.acrValues?.filter((acr) => second.acrValues?.includes(acr) ?? true) ?? second.acrValues
  if (acrValues?.length === 0) return undefined
  const ages = [first, second].flatMap(({ maxAgeSeconds }) => maxAgeSeconds ?? [])
  return {
    ...(acrValues && { acrValues }),
    ...(ages.length > 0 && { maxAgeSeconds: Math.min(...ages) }),
  }
}

function detailsTypes(policies: readonly Policy[]): readonly string[] {
  return unique(
    policies.flatMap(({ authorizationDetailsTypes }) => authorizationDetailsTypes ?? []),
  )
}

function startAll(
  policies: readonly Policy[],
  token: AccessToken,
  context: PolicyContext,
): readonly MaybePromise<Denial | undefined>[] {
  const results: MaybePromise<Denial | undefined>[] = []
  try {
    for (const policy of policies) results.push(policy.check(token, context))
  } catch (error) {
    // Nobody waits for the others any more; a rejection that nobody sees would end the process.
    void Promise.allSettled(results)
    throw error
  }
  return results
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
