import { type Denial, deny } from '../errors/index.js'
import { deepFreeze } from '../lib/deep-freeze.js'
import { isJsonObject, type JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import type { AccessTokenClaims } from './access-token.js'

/** Who acts for the subject of a token (RFC 8693 §4.1). */
export interface Actor {
  /** `sub`: unique for its issuer only. */
  readonly subject: string | undefined
  /** `client_id`. */
  readonly clientId: string | undefined
  /** `iss`: whose name the subject is; the token's issuer where there is none. */
  readonly issuer: string | undefined
  /** The claims about the actor, without those that mean nothing there, and without earlier actors. */
  readonly claims: AccessTokenClaims
}

const names = ['sub', 'client_id', 'iss']
/** Earlier actors are history, and times and audience are those of the token (RFC 8693 §4.1). */
const meaningless = ['act', 'may_act', 'exp', 'nbf', 'iat', 'aud']

/** A token of which nobody can tell who acts is not used. */
export function checkActor({ act }: Readonly<JsonObject>): Denial | undefined {
  if (act === undefined) return undefined
  if (!isJsonObject(act)) {
    return deny('claim_malformed', `act is ${printable(act)}, not an object`)
  }
  const wrong = names.find((name) => act[name] !== undefined && typeof act[name] !== 'string')
  if (wrong === undefined) return undefined
  return deny('claim_malformed', `act.${wrong} is ${printable(act[wrong])}, not a string`)
}

/** The outermost actor, of claims that were found good. */
export function readActor({ act }: Readonly<JsonObject>): Actor | undefined {
  if (!isJsonObject(act)) return undefined
  const { sub, client_id, iss } = act as { sub?: string; client_id?: string; iss?: string }
  const claims = Object.entries(act).filter(([name]) => !meaningless.includes(name))
  return deepFreeze({
    subject: sub,
    clientId: client_id,
    issuer: iss,
    claims: Object.fromEntries(claims),
  })
}
