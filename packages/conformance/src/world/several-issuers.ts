import {
  generateSigningKey,
  type RunningTestIssuer,
  startTestIssuer,
  type TestKey,
} from '@portcullis/testing'
import { realClock } from './real-clock.js'

/** Issuers that one setting trusts beside the usual one: good ones, and some that must not be believed. */
export interface SeveralIssuers {
  readonly second: RunningTestIssuer
  /** What the second one signs with; its `kid` is that of the usual issuer's key. */
  readonly secondKey: TestKey
  /** With a path, and metadata where RFC 8414 puts it. */
  readonly inserted: RunningTestIssuer
  /** With a path, and metadata where OpenID Connect Discovery puts it. */
  readonly appended: RunningTestIssuer
  /** Its metadata is another issuer's, by what it says. */
  readonly liar: RunningTestIssuer
  /** Its metadata has its name with a slash at the end. */
  readonly slashed: RunningTestIssuer
  /** Its key set has moved to the second issuer, which has its key. */
  readonly moved: RunningTestIssuer
  /** Its key set has no end. */
  readonly endless: RunningTestIssuer
  readonly identifiers: readonly string[]
  close(): Promise<void>
}

const endlessBytes = 16 * 1_048_576

/** @param kid - of the usual issuer's key */
export async function startSeveralIssuers(kid: string): Promise<SeveralIssuers> {
  const clock = realClock()
  const [second, inserted, appended, liar, slashed, moved, endless] = await Promise.all([
    startTestIssuer({ clock }),
    startTestIssuer({ clock, path: '/tenant', discovery: 'oauth2' }),
    startTestIssuer({ clock, path: '/tenant', discovery: 'oidc' }),
    startTestIssuer({ clock, metadata: { issuer: 'https://another.test' } }),
    startTestIssuer({ clock }),
    startTestIssuer({ clock }),
    startTestIssuer({ clock }),
  ])
  const secondKey = generateSigningKey('ES256', { kid })
  second.keys.replaceAll([secondKey.publicJwk, moved.keys.current().publicJwk])
  slashed.fault('discovery', {
    kind: 'json',
    body: { issuer: `${slashed.issuer}/`, jwks_uri: `${slashed.issuer}/jwks` },
  })
  moved.fault('jwks', { kind: 'redirect', location: `${second.issuer}/jwks` })
  endless.fault('jwks', { kind: 'oversize', bytes: endlessBytes })
  const all = [second, inserted, appended, liar, slashed, moved, endless]
  return {
    second,
    secondKey,
    inserted,
    appended,
    liar,
    slashed,
    moved,
    endless,
    identifiers: all.map(({ issuer }) => issuer),
    async close() {
      await Promise.all(all.map((issuer) => issuer.close()))
    },
  }
}
