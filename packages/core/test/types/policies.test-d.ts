import {
  type AccessToken,
  actor,
  allOf,
  anyOf,
  anyScope,
  audience,
  authorizationDetails,
  claim,
  notDelegated,
  type Policy,
  type PolicyContext,
  principal,
  type Requirement,
  scopes,
  stepUp,
} from '../../src/index.js'

const owns = (token: AccessToken): boolean => token.subject === 'user-1'
const ownsLater = async (token: AccessToken): Promise<boolean> => owns(token)

/** Compiled, never run: each `@ts-expect-error` is a line that must not compile. */
export function checkPolicies(): readonly Requirement[] {
  const policies: readonly Policy[] = [
    scopes('a', 'b'),
    anyScope('a'),
    claim('role'),
    claim('role', 'admin', 5, true, null),
    audience('api2'),
    allOf(scopes('a'), owns, ownsLater, () => true),
    anyOf(owns, allOf(claim('x'))),
    stepUp({ acrValues: ['a'] }),
    stepUp({ maxAgeSeconds: 300 }),
    authorizationDetails('a', { actions: ['read'], limit: 5, note: () => true }),
    authorizationDetails('a', (detail, { now }) => detail.identifier === 'x' && now > 0),
    actor({ subject: 'a' }, { clientId: 'b', issuer: 'c' }),
    notDelegated(),
    principal('user'),
    allOf((token, { now }) => token.actor?.subject === 'a' && now > 0),
    { scopes: [], check: () => undefined },
    { scopes: [], check: (_token: AccessToken, _context: PolicyContext) => undefined },
  ]

  // @ts-expect-error several values of acr are a list
  stepUp({ acrValues: 'a' })
  // @ts-expect-error there is no such option
  stepUp({ maxAge: 300 })
  // @ts-expect-error actions are a list
  authorizationDetails('a', { actions: 'read' })
  // @ts-expect-error the type is the first argument
  authorizationDetails('a', { type: 'a' })
  // @ts-expect-error objects are for functions to look at
  authorizationDetails('a', { account: { iban: 'x' } })
  // @ts-expect-error what a function says must be a boolean
  authorizationDetails('a', async () => true)
  // @ts-expect-error an actor is an object
  actor('a')
  // @ts-expect-error nobody asks for what is unknown
  principal('unknown')

  // @ts-expect-error a scope is a string
  scopes(5)
  // @ts-expect-error a list is not several scopes
  scopes(['a', 'b'])
  // @ts-expect-error a claim is compared with values, not with objects
  claim('role', { name: 'admin' })
  // @ts-expect-error a claim has a name
  claim()
  // @ts-expect-error a string is no policy
  allOf('api1.read')
  // @ts-expect-error what a function says must be a boolean
  allOf(() => 'yes')
  // @ts-expect-error also when it says so later
  anyOf(async () => undefined)
  // @ts-expect-error a function is given a token
  anyOf((token: string) => token === 'x')

  // @ts-expect-error a requirement takes a policy or a function
  const wrong: Requirement = { policy: ['a'] }
  return [...policies.map((policy) => ({ policy })), { policy: owns, optional: true }, {}, wrong]
}

/** Whoever wraps a policy hands on what it was told. */
export const wrapped: Policy = {
  scopes: [],
  // @ts-expect-error the context is missing
  check: (token) => principal('user').check(token),
}
