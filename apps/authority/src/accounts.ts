import type { Account } from 'oidc-provider'

/** What a user's access tokens say beyond the standard claims. */
interface User {
  role?: string
}

const users: ReadonlyMap<string, User> = new Map([
  ['alice', { role: 'admin' }],
  ['bob', {}],
])

/** The one who logs in when nobody else was asked for. */
export const defaultUser = 'alice'

/** The authentication contexts that can be asked for with `acr_values`; the first is the default. */
export const authenticationContexts = ['urn:example:mfa', 'urn:example:password'] as const

export function isUser(name: string): boolean {
  return users.has(name)
}

export function findAccount(name: string): Account | undefined {
  return isUser(name) ? { accountId: name, claims: () => ({ sub: name }) } : undefined
}

/** Claims of the user's own, for an access token. */
export function userClaims(name: string): Record<string, string> {
  const role = users.get(name)?.role
  return role === undefined ? {} : { role }
}
