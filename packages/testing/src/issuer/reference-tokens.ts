import { randomBytes } from 'node:crypto'
import type { TestClock } from '../clock.js'

export interface ReferenceTokens {
  issue(claims: Readonly<Record<string, unknown>>): string
  revoke(token: string): void
  /** The introspection answer (RFC 7662 section 2.2). */
  describe(token: string): Record<string, unknown>
}

/** A token that says nothing: 256 random bits in base64url, without a dot. */
export function opaqueToken(): string {
  return randomBytes(32).toString('base64url')
}

export function createReferenceTokens(clock: TestClock): ReferenceTokens {
  const known = new Map<string, Readonly<Record<string, unknown>>>()
  return {
    issue: (claims) => {
      const token = opaqueToken()
      known.set(token, claims)
      return token
    },
    revoke: (token) => {
      known.delete(token)
    },
    describe: (token) => {
      const claims = known.get(token)
      if (claims === undefined || isOver(claims.exp, clock)) return { active: false }
      return { active: true, ...claims }
    },
  }
}

function isOver(expiry: unknown, clock: TestClock): boolean {
  return typeof expiry === 'number' && clock.seconds() >= expiry
}
