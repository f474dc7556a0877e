import { ConfigurationError } from '@portcullis/core'

/** The claims of a token, by name. */
export type LocalClaims = Readonly<Record<string, unknown>>

/** A token that was found good, as far as the authority is asked about it. Frozen. */
export interface LocalToken {
  /** What it looks like on the wire. */
  readonly form: 'jwt' | 'reference'
  /** `iss`. */
  readonly issuer: string
  /** `sub`; absent from some client-credentials tokens. */
  readonly subject: string | undefined
  /** `client_id`. */
  readonly clientId: string | undefined
  readonly audience: readonly string[]
  readonly scopes: ReadonlySet<string>
  /** `exp`, in seconds since the epoch. */
  readonly expiresAt: number | undefined
  readonly claims: LocalClaims
}

/** Whether those behind a token still stand by it; if not, who does not. */
export type Standing =
  | 'good'
  | 'client_removed'
  | 'user_deactivated'
  | 'session_ended'
  | 'grant_revoked'
  | 'token_revoked'
  /** The token does not say what it stands on, so nobody can tell. */
  | 'unknown'

/**
 * An authorization server in this process. What it cannot find out at the moment it throws: the request is
 * answered with 503 then, and no token is refused for it.
 */
export interface LocalAuthority {
  /** Issuer identifier: exactly the `iss` of its tokens. Https, or http on loopback. */
  readonly issuer: string
  /**
   * The public keys that its JWTs are verified with (RFC 7517 §5), or the promise of them: a new object
   * whenever they change, the same one as long as they do not. No keys are an empty list.
   */
  keys(): object | Promise<object>
  /**
   * The claims of a reference token, in the names of RFC 7662 §2.2 (`client_id`, `scope`, `exp`, `cnf`, …);
   * nothing for what is no access token, or none any more. Asked on every request.
   */
  findReferenceToken(token: string): LocalClaims | undefined | Promise<LocalClaims | undefined>
  /** Whether client, user, session and grant behind a token are still good. Asked on every request. */
  standing(token: LocalToken): Standing | Promise<Standing>
}

const verbs = ['keys', 'findReferenceToken', 'standing'] as const

const elsewhere =
  "for an authorization server elsewhere write createResourceServer({ issuer: 'https://identity.example.com', audience })"

/**
 * Refuses what is no authority in this process: whoever has only an address is told when the guard is
 * made, not at the first request.
 */
export function checkAuthority(value: unknown): LocalAuthority {
  if (value === undefined || value === null) {
    throw new ConfigurationError(
      'option_missing',
      `authority is missing: write the authorization server of this process, as in oidcProviderAuthority(provider); ${elsewhere}`,
    )
  }
  if (typeof value === 'string' || value instanceof URL) {
    throw refuse('an address, and localApi makes no calls: write the authorization server itself')
  }
  const authority = value as Partial<LocalAuthority>
  const missing = verbs.filter((verb) => typeof authority[verb] !== 'function')
  if (missing.length > 0) {
    throw refuse(
      `an object without ${missing.map((verb) => `${verb}()`).join(', ')}: write one with issuer, keys(), findReferenceToken() and standing(), or oidcProviderAuthority(provider)`,
    )
  }
  if (typeof authority.issuer === 'string') return value as LocalAuthority
  throw refuse('an object without issuer: write the iss of its tokens there')
}

function refuse(sentence: string): ConfigurationError {
  return new ConfigurationError('option_invalid', `authority is ${sentence}; ${elsewhere}`)
}
