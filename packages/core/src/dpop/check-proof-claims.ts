import { type Denial, deny } from '../errors/index.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { normalizeProofUrl } from './normalize-url.js'

/** What a proof has to say about the request that it came with. */
export interface ProofExpectation {
  readonly method: string
  /** Normalised; nothing when no proof can match. */
  readonly url: string | undefined
  /** SHA-256 of the access token, as base64url. */
  readonly tokenDigest: string
  /** Epoch seconds. */
  readonly now: number
}

export interface ProofLimits {
  readonly proofMaxAgeSeconds: number
  readonly proofMaxFutureSeconds: number
  readonly maximumJtiLength: number
}

/** The claims of a proof, after their types were found good. */
export interface ProofClaims {
  readonly jti: string
  readonly iat: number
  readonly nonce: string | undefined
}

const stringClaims = ['jti', 'htm', 'htu', 'ath'] as const

/** Presence and types (RFC 9449 §4.2). Claims that we do not know are ignored, `exp` and `nbf` too. */
export function readProofClaims(claims: JsonObject, limits: ProofLimits): ProofClaims | Denial {
  for (const name of stringClaims) {
    const value = claims[name]
    if (value === undefined) return deny('dpop_claim_missing', `The proof has no ${name}`)
    if (typeof value !== 'string' || value === '') return malformed(name, value)
  }
  const { jti, iat, nonce } = claims as { jti: string; iat?: unknown; nonce?: unknown }
  if (iat === undefined) return deny('dpop_claim_missing', 'The proof has no iat')
  // `1e999` is a number of JSON, and of no clock.
  if (typeof iat !== 'number' || !(iat >= 0 && iat < Number.POSITIVE_INFINITY)) {
    return malformed('iat', iat)
  }
  if (nonce !== undefined && typeof nonce !== 'string') return malformed('nonce', nonce)
  if (jti.length > limits.maximumJtiLength) {
    return deny(
      'dpop_claim_malformed',
      `jti has ${jti.length} characters, at most ${limits.maximumJtiLength} may be`,
    )
  }
  return { jti, iat, nonce }
}

function malformed(name: string, value: unknown): Denial {
  return deny('dpop_claim_malformed', `${name} of the proof is ${printable(value)}`)
}

/** Method, URL and token (RFC 9449 §4.3, checks 8, 9 and 12a). */
export function checkProofTarget(
  claims: JsonObject,
  expected: ProofExpectation,
): Denial | undefined {
  if (claims.htm !== expected.method) {
    return deny(
      'dpop_method_mismatch',
      `htm is ${printable(claims.htm)}, the method is ${printable(expected.method)}`,
    )
  }
  if (!isUrl(String(claims.htu), expected.url)) {
    return deny(
      'dpop_url_mismatch',
      `htu is ${printable(claims.htu)}, the URL is ${printable(expected.url)}`,
    )
  }
  if (claims.ath === expected.tokenDigest) return undefined
  return deny('dpop_token_mismatch', 'ath is not the digest of the access token')
}

/** Most clients write the URL as we do: what is equal as it is needs no normalisation. */
function isUrl(htu: string, expected: string | undefined): boolean {
  return expected !== undefined && (htu === expected || normalizeProofUrl(htu) === expected)
}

/** Freshness by the client's clock (RFC 9449 §11.1), fractions allowed. */
export function checkProofAge(
  issuedAt: number,
  now: number,
  limits: ProofLimits,
): Denial | undefined {
  if (issuedAt < now - limits.proofMaxAgeSeconds) {
    return deny('dpop_proof_expired', `iat is ${issuedAt}, now is ${Math.floor(now)}`)
  }
  if (issuedAt <= now + limits.proofMaxFutureSeconds) return undefined
  return deny('dpop_proof_from_future', `iat is ${issuedAt}, now is ${Math.floor(now)}`)
}
