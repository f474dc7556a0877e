import type { LocalClaims } from '../local-authority.js'
import type { StoredToken } from './provider.js'

const claimName = 'urn:portcullis:standing'

/** What a token stands on: by this the authority finds out whether it is still good. */
export interface StandingClaim {
  readonly kind: string
  readonly grant?: string | undefined
  /** Only where the token is to end with the session. */
  readonly session?: string | undefined
}

/**
 * For `formats.customizers.jwt` of the provider's configuration. Its JWTs are not stored and do not say
 * under which grant they were issued; this puts it into a claim of its own, so that the local API can ask
 * whether the grant is still there.
 */
export function withStanding(
  _context: unknown,
  token: StoredToken,
  jwt: { payload: Record<string, unknown> },
): void {
  jwt.payload[claimName] = JSON.parse(JSON.stringify(standingOf(token)))
}

/** The same claim for the claims of a stored token. */
export function standingClaimOf(token: StoredToken): LocalClaims {
  return { [claimName]: standingOf(token) }
}

function standingOf(token: StoredToken): StandingClaim {
  const { kind, grantId: grant, sessionUid: session } = token
  return { kind, grant, session: token.expiresWithSession === true ? (session ?? '') : undefined }
}

/** Nothing when the token does not say, or not in a way that we would. */
export function readStandingClaim(claims: LocalClaims): StandingClaim | undefined {
  const claim = claims[claimName]
  if (typeof claim !== 'object' || claim === null) return undefined
  const { kind, grant, session } = claim as Record<string, unknown>
  if (typeof kind !== 'string' || !isTextOrNothing(grant) || !isTextOrNothing(session)) {
    return undefined
  }
  return { kind, grant, session }
}

function isTextOrNothing(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
