import { type Denial, deny, isDenial } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import type { ResourceRequest } from '../request/index.js'
import { type AuthorizationParts, splitAuthorization } from './authorization-header.js'
import { hasQueryToken } from './query-token.js'

/** A way to present a token in the `Authorization` header. */
export type Scheme = 'Bearer' | 'DPoP'

/** A token as it was presented: the grammar is good, nothing else is known. */
export interface PresentedCredentials {
  readonly kind: 'presented'
  readonly scheme: Scheme
  readonly token: string
  /** The one `DPoP` header that goes with the scheme `DPoP`; its text is not looked at here. */
  readonly proof: string | undefined
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

/** Longer than every scheme that is registered, shorter than every token worth its name. */
const longestScheme = 20

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
  return isDenial(parts) ? parts : readParts(parts, request, rules)
}

function noCredentials(queryToken: boolean): NoCredentials {
  const hint = queryToken ? '; a token in the query is never used' : ''
  return { kind: 'none', denial: deny('credentials_missing', `No Authorization header${hint}`) }
}

function readParts(
  parts: AuthorizationParts,
  request: ResourceRequest,
  rules: CredentialRules,
): Credentials | Denial {
  const scheme = schemesByName.get(parts.scheme)
  if (scheme === undefined) return { kind: 'none', denial: schemeNotAccepted(parts, rules) }
  // A token in the wrong scheme is a failed attempt, also where authentication is optional.
  if (!rules.schemes.includes(scheme)) return schemeNotAccepted(parts, rules)
  const fault = checkToken(parts, scheme, rules)
  if (fault !== undefined) return fault.of(scheme)
  if (scheme === 'Bearer') return presented(scheme, parts.credentials, undefined)
  const proof = readProof(request)
  return isDenial(proof) ? proof.of(scheme) : presented(scheme, parts.credentials, proof)
}

function presented(scheme: Scheme, token: string, proof: string | undefined): PresentedCredentials {
  return { kind: 'presented', scheme, token, proof }
}

function checkToken(
  { credentials: token, isToken }: AuthorizationParts,
  scheme: Scheme,
  rules: CredentialRules,
): Denial | undefined {
  if (token.length > rules.maximumTokenLength) {
    return deny(
      'token_too_long',
      `The token has ${token.length} characters, at most ${rules.maximumTokenLength} are read`,
    )
  }
  if (!isToken) {
    return deny('credentials_malformed', `${scheme} is not followed by exactly one token`)
  }
  return undefined
}

/** Exactly one proof (RFC 9449 §4.3, check 1): Fetch joins two with a comma, and no JWT has one. */
function readProof(request: ResourceRequest): string | Denial {
  const values = request.header('dpop')
  const [proof] = values
  if (proof === undefined) return deny('dpop_proof_missing', 'The scheme is DPoP, no proof came')
  if (values.length === 1 && !proof.includes(',')) return proof
  return deny('dpop_proof_repeated', 'More than one DPoP proof came')
}

/** A word that stands alone, or is longer than any scheme, may be a token whose scheme was forgotten. */
function schemeNotAccepted(parts: AuthorizationParts, rules: CredentialRules): Denial {
  const isScheme = parts.credentials !== '' && parts.scheme.length <= longestScheme
  const came = isScheme ? `The scheme ${printable(parts.scheme)}` : 'A word that is no known scheme'
  const accepted = rules.schemes.join(' or ')
  return deny('scheme_not_accepted', `${came} came, ${accepted} is accepted here`)
}
