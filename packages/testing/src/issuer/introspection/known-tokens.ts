import { randomBytes } from 'node:crypto'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import type { TestClock } from '../../clock.js'
import type { TestKeys } from '../../keys/key-ring.js'

type Members = Readonly<Record<string, unknown>>

export interface KnownTokens {
  /** @param token - default: a random one */
  issue(claims: Members, token?: string): string
  revoke(token: string): void
  /** The introspection answer (RFC 7662 section 2.2), for a reference token or a JWT of the issuer. */
  describe(token: string): Promise<Members>
}

/** A token that says nothing: 256 random bits in base64url, without a dot. */
export function opaqueToken(): string {
  return randomBytes(32).toString('base64url')
}

export function createKnownTokens(clock: TestClock, keys: TestKeys): KnownTokens {
  const known = new Map<string, Members>()
  const revoked = new Set<string>()
  return {
    issue: (claims, token = opaqueToken()) => {
      known.set(token, claims)
      return token
    },
    revoke: (token) => {
      revoked.add(token)
    },
    describe: async (token) => {
      const claims = known.get(token) ?? (await claimsOfJwt(token, clock, keys))
      if (claims === undefined || revoked.has(token)) return { active: false }
      return isOver(claims.exp, clock) ? { active: false } : { active: true, ...claims }
    },
  }
}

async function claimsOfJwt(
  token: string,
  clock: TestClock,
  keys: TestKeys,
): Promise<Members | undefined> {
  if (token.split('.').length !== 3) return undefined
  try {
    const published = createLocalJWKSet({ keys: keys.published() } as JSONWebKeySet)
    return (await jwtVerify(token, published, { currentDate: new Date(clock()) })).payload
  } catch {
    return undefined
  }
}

function isOver(expiry: unknown, clock: TestClock): boolean {
  return typeof expiry === 'number' && clock.seconds() >= expiry
}
