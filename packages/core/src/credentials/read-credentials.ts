import { type Denial, deny, isDenial } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import type { ResourceRequest } from '../request/index.js'
import { type AuthorizationParts, isToken68, splitAuthorization } from './authorization-header.js'
import { hasQueryToken } from './query-token.js'

/** A way to present a token in the `Authorization` header. */
export type Scheme = 'Bearer' | 'DPoP'

/** A token as it was presented: the grammar is good, nothing else is known. */
export interface PresentedCredentials {
  readonly kind: 'presented'
  readonly scheme: Scheme
  readonly token: string
}

/** A request with nothing in it that could be a token for us. */
export interface NoCredentials {
  readonly kind: 'none'
  /** What to answer where a token is needed. */
  readonly denial: Denial
}

export type Credentials = PresentedCredentials | NoCredentials

export interface CredentialRules {
  /** Schemes that this guard takes tokens in. */
  readonly schemes: readonly Scheme[]
  /** In characters, which are bytes here: the grammar is ASCII. */
  readonly maximumTokenLength: number
  /** Whether an `access_token` query parameter is the API's own, and no credential. */
  readonly ignoreQueryToken: boolean
}

const schemesByName: ReadonlyMap<string, Scheme> = new Map([
  ['bearer', 'Bearer'],
  ['dpop', 'DPoP'],
])

/** Reads the credentials of a request: grammar only, no keys, no IO. */
export function readCredentials(
  request: ResourceRequest,
  rules: CredentialRules,
): Credentials | Denial {
  const values = request.header('authorization')
  if (values.length > 1) {
    return deny('credentials_repeated', `${values.length} Authorization headers came, one may`)
  }
  const queryToken = !rules.ignoreQueryToken && hasQueryToken(request.target)
  const value = values[0]
  if (value === undefined) return noCredentials(queryToken)
  if (queryToken) {
    return deny('credentials_in_two_places', 'A token is in the query beside the header')
  }
  const parts = splitAuthorization(value)
  return isDenial(parts) ? parts : readParts(parts, rules)
}

function noCredentials(queryToken: boolean): NoCredentials {
  const hint = queryToken ? '; a token in the query is never used' : ''
  return { kind: 'none', denial: deny('credentials_missing', `No Authorization header${hint}`) }
}

function readParts(parts: AuthorizationParts, rules: CredentialRules): Credentials | Denial {
  const scheme = schemesByName.get(parts.scheme)
  if (scheme === undefined) return { kind: 'none', denial: schemeNotAccepted(parts.scheme, rules) }
  // A token in the wrong scheme is a failed attempt, also where authentication is optional.
  if (!rules.schemes.includes(scheme)) return schemeNotAccepted(parts.scheme, rules)
  if (parts.credentials.length > rules.maximumTokenLength) {
    return deny(
      'token_too_long',
      `The token has ${parts.credentials.length} characters, at most ${rules.maximumTokenLength} are read`,
    )
  }
  if (!isToken68(parts.credentials)) {
    return deny('credentials_malformed', `${scheme} is not followed by exactly one token`)
  }
  return { kind: 'presented', scheme, token: parts.credentials }
}

function schemeNotAccepted(scheme: string, rules: CredentialRules): Denial {
  const accepted = rules.schemes.join(' or ')
  return deny(
    'scheme_not_accepted',
    `The scheme ${printable(scheme)} came, ${accepted} is accepted here`,
  )
}
