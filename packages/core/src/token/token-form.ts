import { type Denial, deny } from '../errors/index.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'

/** A claim that tells what a token is: by being there, by its value, or by not being there. */
export type Marker =
  | {
      /** Name of the claim, or several of which one is enough. */
      readonly claim: string | readonly string[]
      /** What it says then. Default: anything. */
      readonly value?: string | readonly string[]
    }
  | { readonly without: string }

/** Values of `typ` beside `at+jwt`, and what else tells an access token then (RFC 8725 §3.11, §3.12). */
export interface OtherTokenTypes {
  /** Without `application/`, in any case; `null` is a header without `typ`. */
  readonly types: readonly (string | null)[]
  /** What such a token must show, all of it: claims that ID tokens of this issuer never have. */
  readonly markers: readonly Marker[]
  /**
   * Claims that such a token must not have. Default: those of ID tokens, logout tokens, security events and
   * proofs.
   */
  readonly foreignClaims?: readonly string[]
}

/** What the JWTs of an issuer look like, where it is not what RFC 9068 says. */
export interface TokenForm {
  /** Default: none, only `at+jwt` is taken (RFC 9068 §4). */
  readonly otherTokenTypes?: OtherTokenTypes
  /** Claims that must be there and not be empty. Default: `exp`, and `aud` where there is an audience. */
  readonly requiredClaims?: readonly string[]
  /** Where scopes are: the first of these claims that is there. Default `['scope']`. */
  readonly scopeClaims?: readonly string[]
  /** Where the client is: the first of these claims that is there. Default `['client_id']`. */
  readonly clientIdClaims?: readonly string[]
  /** Tell a token that a client got for itself; one is enough. Default: `sub` is the client, or missing. */
  readonly clientMarkers?: readonly Marker[]
  /** What follows the client's name in `sub` of such a token, as in `'@clients'`. Default: nothing. */
  readonly clientSubjectSuffix?: string
  /** Clients whose tokens need no `aud`, for issuers that leave it out. An `aud` that is there counts. */
  readonly clientsWithoutAudience?: readonly string[]
  /** Most seconds from `iat` to `exp`; both must be there then. Default: any, 1 to 86400. */
  readonly maximumLifetimeSeconds?: number
}

export const accessTokenType = 'at+jwt'

/** OpenID Connect Core §2, Back-Channel Logout §2.4, RFC 8417 §2.2, RFC 9449 §4.2, RFC 9701 §5. */
const foreignClaims = [
  'nonce',
  'at_hash',
  'c_hash',
  's_hash',
  'events',
  'htm',
  'htu',
  'token_introspection',
]

/** Values of `typ` that are looked at at all. */
export function acceptedTypes({ otherTokenTypes }: TokenForm): readonly (string | null)[] {
  return otherTokenTypes === undefined
    ? [accessTokenType]
    : [accessTokenType, ...otherTokenTypes.types]
}

/** A token whose `typ` does not say so must tell by its claims that it is an access token. */
export function checkMarkers(
  type: string | null,
  claims: JsonObject,
  { otherTokenTypes }: TokenForm,
): Denial | undefined {
  if (otherTokenTypes === undefined || type === accessTokenType) return undefined
  const { markers, foreignClaims: foreign = foreignClaims } = otherTokenTypes
  const missing = markers.find((marker) => !shows(claims, marker))
  const strange = foreign.find((name) => isThere(claims, name))
  if (missing === undefined && strange === undefined) return undefined
  const why = missing === undefined ? `it has ${strange}` : `it does not show ${describe(missing)}`
  return deny('token_type_not_access_token', `typ is ${printable(type ?? undefined)}, and ${why}`)
}

/** Whether the claims have a marker. */
export function shows(claims: JsonObject, marker: Marker): boolean {
  if ('without' in marker) return !isThere(claims, marker.without)
  const { claim, value } = marker
  return listOf(claim).some((name) => {
    if (!isThere(claims, name)) return false
    const found = claims[name]
    return value === undefined || (typeof found === 'string' && listOf(value).includes(found))
  })
}

/** The first of some claims that is there. */
export function firstOf(claims: JsonObject, names: readonly string[]): unknown {
  const name = names.find((candidate) => isThere(claims, candidate))
  return name === undefined ? undefined : claims[name]
}

/** Parsed objects have no prototype, so a name of one is no claim. */
function isThere(claims: JsonObject, name: string): boolean {
  const value = claims[name]
  return Object.hasOwn(claims, name) && value !== undefined && value !== null && value !== ''
}

/** The first claim that is demanded and not there. */
export function missingClaim(
  claims: JsonObject,
  { requiredClaims = [] }: TokenForm,
): string | undefined {
  return requiredClaims.find((name) => !isThere(claims, name))
}

function describe(marker: Marker): string {
  if ('without' in marker) return `the lack of ${marker.without}`
  const name = listOf(marker.claim).join(' or ')
  return marker.value === undefined ? name : `${name} ${printable(listOf(marker.value))}`
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}
