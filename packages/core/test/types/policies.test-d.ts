import {
  type AccessToken,
  allOf,
  anyOf,
  anyScope,
  audience,
  claim,
  type Policy,
  type Requirement,
  scopes,
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
  ]

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
