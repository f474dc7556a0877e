import type { TokenFacts } from '@portcullis/core'
import type { LocalClaims } from './local-authority.js'

type Claims = TokenFacts['claims']

/** What checks of the guard depend on: also where the token does not have it, nobody adds it. */
const reserved: ReadonlySet<string> = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'client_id',
  'scope',
  'cnf',
  'act',
  'may_act',
  'acr',
  'amr',
  'auth_time',
  'authorization_details',
  'username',
])

/**
 * Claims with more beside them. A name that the token has may come along with the value that it has, as from
 * a spread.
 *
 * @throws TypeError for an addition that would change what the token says
 */
export function addClaims(claims: LocalClaims, added: Claims): Claims {
  const wrong = Object.entries(added).find(([name, value]) => !mayStand(name, value, claims))
  if (wrong === undefined) return { ...(claims as Claims), ...added }
  throw new TypeError(`transformClaims gave ${wrong[0]}: it may only add claims of the API's own`)
}

function mayStand(name: string, value: unknown, claims: LocalClaims): boolean {
  if (!Object.hasOwn(claims, name)) return !reserved.has(name)
  return JSON.stringify(claims[name]) === JSON.stringify(value)
}
