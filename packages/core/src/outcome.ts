import type { Answer, HeaderField } from './challenge/index.js'
import type { Scheme } from './credentials/index.js'
import type { Breakdown, Denial } from './errors/index.js'
import type { AccessToken } from './pop/index.js'

declare const granted: unique symbol

/** What a guard found out about one request, to be kept with it. Only the guard makes one. */
export interface Access {
  readonly [granted]: true
  readonly token: AccessToken
  /** The scheme that the token came in: later challenges speak of it. */
  readonly scheme: Scheme
}

/** The request may go on. */
export interface Granted {
  readonly ok: true
  /** Nothing where authentication is optional and none was tried, and for a CORS preflight. */
  readonly access: Access | undefined
  /** To be added to the response, whatever it will be. */
  readonly headers: readonly HeaderField[]
}

/** The request is answered at once: copy status, headers and body. */
export interface Refused extends Answer {
  readonly ok: false
  /** For logs; no part of it goes on the wire. */
  readonly reason: Denial | Breakdown
}

export type Outcome = Granted | Refused

/** Puts the brand on a token that passed everything the guard checks. */
export function grant(
  token: AccessToken,
  scheme: Scheme,
  headers: readonly HeaderField[],
): Granted {
  const access = { token, scheme } as Omit<Access, typeof granted> as Access
  return { ok: true, access, headers }
}

/** Lets a request pass that carries no token and need not. */
export const grantedToNobody: Granted = { ok: true, access: undefined, headers: [] }
