import { deepFreeze } from '../lib/deep-freeze.js'
import { isJsonObject } from '../lib/json.js'
import { isThenable, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import type { AccessToken } from './access-token.js'

/** What an API knows of its own about who comes with a token, as from a user store. */
export type TransformToken = (
  token: AccessToken,
) => MaybePromise<Readonly<Record<string, unknown>> | undefined>

/** What checks depend on: also where the token does not have it, nobody adds it. */
const reserved: readonly string[] = [
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'client_id',
  'scope',
  'scp',
  'cnf',
  'act',
  'may_act',
  'acr',
  'amr',
  'auth_time',
  'authorization_details',
  'username',
]

/**
 * The token with the claims that the API adds. What the token says stays as it is: a name that it has may
 * come along with the value that it has, as from a spread.
 *
 * @throws TypeError for an addition that would change what the token says; and whatever `transform` throws
 */
export function transformToken(
  token: AccessToken,
  transform: TransformToken,
): MaybePromise<AccessToken> {
  const added = transform(token)
  if (!isThenable(added)) return extend(token, added)
  return Promise.resolve(added).then((claims) => extend(token, claims))
}

function extend(token: AccessToken, added: unknown): AccessToken {
  if (added === undefined) return token
  if (!isJsonObject(added)) throw new TypeError('transformToken gave no object of claims')
  // A copy: it is frozen, and says the same thing each time it is asked.
  const claims = structuredClone(added)
  const wrong = Object.keys(claims).find((name) => !mayStand(name, claims[name], token.claims))
  if (wrong === undefined) return deepFreeze({ ...token, claims: { ...token.claims, ...claims } })
  throw new TypeError(
    `transformToken gave ${printable(wrong)}: it may only add claims of the API's own`,
  )
}

function mayStand(name: string, value: unknown, claims: AccessToken['claims']): boolean {
  if (!Object.hasOwn(claims, name)) return !reserved.includes(name)
  return JSON.stringify(claims[name]) === JSON.stringify(value)
}
