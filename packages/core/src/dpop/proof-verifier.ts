import { type Denial, deny, isDenial } from '../errors/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { BoundedCache } from '../lib/bounded-cache.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import { ownText } from '../lib/own-text.js'
import { verifySignature } from '../lib/signature.js'
import {
  checkHeader,
  type DecodedJws,
  decodeJws,
  sniffToken,
  type UnverifiedJws,
} from '../token/index.js'
import {
  checkProofAge,
  checkProofTarget,
  type ProofClaims,
  type ProofExpectation,
  type ProofLimits,
  readProofClaims,
} from './check-proof-claims.js'
import { clockDifferenceSeconds, type Nonces } from './nonces.js'
import { importProofKey, type ProofKey } from './proof-key.js'

export interface ProofRules extends ProofLimits {
  readonly algorithms: ReadonlySet<Algorithm>
  readonly maximumProofLength: number
  /** Whether a proof needs one of our nonces, or only must not have another. */
  readonly nonceMode: 'required' | 'optional'
  /** Nothing where no nonces are used. */
  readonly nonces: Nonces | undefined
}

/** A proof that is good for this request; that it was not used before is settled last of all. */
export interface VerifiedProof {
  readonly thumbprint: string
  readonly jti: string
  readonly acceptance: Acceptance
}

/** When nodes accept a proof, in epoch seconds. */
export interface Acceptance {
  /** Until then the proof has to be remembered: by then no node accepts it any more. */
  readonly expiresAt: number
  /** Before then no node accepted it. */
  readonly since: number
  /** What `since` is earlier than the time that the proof goes by. */
  readonly leadSeconds: number
}

const proofTypes = ['dpop+jwt']
/** Keys are kept by the text of the header they came in, where that is of a usual size. */
const maximumKeptHeader = 2048
const maximumKeptKeys = 10_000

/** Verifies DPoP proofs: everything of RFC 9449 §4.3 but the binding to the token and the replay. */
export class ProofVerifier {
  readonly #rules: ProofRules
  readonly #keys = new BoundedCache<ProofKey>(maximumKeptKeys)

  constructor(rules: ProofRules) {
    this.#rules = rules
  }

  /** Cheap checks first, the signature last. */
  verify(proof: string, expected: ProofExpectation): MaybePromise<VerifiedProof | Denial> {
    if (proof.length > this.#rules.maximumProofLength) return this.#tooLong(proof)
    const shape = sniffToken(proof)
    if (shape.kind !== 'jws') return deny('dpop_proof_malformed', 'The proof is not a signed JWT')
    const jws = decodeJws(shape)
    if (isDenial(jws)) return deny('dpop_proof_malformed', jws.message)
    const header = checkHeader(jws.header, proofTypes, this.#rules.algorithms)
    if (isDenial(header)) return headerDenial(header)
    const claims = readProofClaims(jws.claims, this.#rules)
    if (isDenial(claims)) return claims
    const fault = checkProofTarget(jws.claims, expected)
    if (fault !== undefined) return fault
    return andThen(this.#checkFreshness(claims, expected.now), (acceptance) =>
      isDenial(acceptance)
        ? acceptance
        : andThen(this.#verifySignature(shape, jws, header.algorithm), (key) =>
            isDenial(key) ? key : { thumbprint: key.thumbprint, jti: claims.jti, acceptance },
          ),
    )
  }

  #tooLong(proof: string): Denial {
    const message = `The proof has ${proof.length} characters, at most ${this.#rules.maximumProofLength} are read`
    return deny('dpop_proof_too_long', message)
  }

  /** When the proof was made, by our own nonce where it has one, else by its `iat` (§4.3, check 11). */
  #checkFreshness(claims: ProofClaims, now: number): MaybePromise<Acceptance | Denial> {
    const { nonces, nonceMode, proofMaxAgeSeconds, proofMaxFutureSeconds } = this.#rules
    const { iat, nonce } = claims
    if (nonces === undefined || (nonce === undefined && nonceMode === 'optional')) {
      const fault = checkProofAge(iat, now, this.#rules)
      if (fault !== undefined) return fault
      const leadSeconds = proofMaxFutureSeconds + clockDifferenceSeconds
      const expiresAt = iat + proofMaxAgeSeconds + clockDifferenceSeconds
      return { since: iat - leadSeconds, expiresAt, leadSeconds }
    }
    if (nonce === undefined) return deny('dpop_nonce_missing', 'The proof has no nonce')
    return nonces.timesOf(nonce, now).then((times) => {
      if (times === undefined) return deny('dpop_nonce_invalid', 'It is not one of ours, or old')
      const { since, until } = times
      return { since, expiresAt: until + clockDifferenceSeconds, leadSeconds: 0 }
    })
  }

  #verifySignature(
    shape: UnverifiedJws,
    jws: DecodedJws,
    algorithm: Algorithm,
  ): MaybePromise<ProofKey | Denial> {
    return andThen(this.#key(shape, jws, algorithm), (key) => {
      if (isDenial(key)) return key
      const verified = verifySignature(key.prepared, jws.signedText, jws.signature)
      return andThen(verified, (good) =>
        good ? key : deny('dpop_signature_invalid', 'The key in the proof did not sign it'),
      )
    })
  }

  /** A client uses one key, and so one header, for thousands of proofs. */
  #key(
    shape: UnverifiedJws,
    jws: DecodedJws,
    algorithm: Algorithm,
  ): MaybePromise<ProofKey | Denial> {
    const { headerSegment: segment } = shape
    const kept = this.#keys.get(segment)
    if (kept !== undefined) return kept
    return importProofKey(jws.header.jwk, algorithm).then((key) => {
      if (!isDenial(key) && segment.length <= maximumKeptHeader)
        this.#keys.set(ownText(segment), key)
      return key
    })
  }
}

/** The header rules are those of every JWS; a fault of a proof has the codes of proofs. */
function headerDenial(denial: Denial): Denial {
  if (denial.code === 'token_type_not_access_token') {
    return deny('dpop_proof_type_mismatch', denial.message)
  }
  if (denial.code === 'algorithm_not_allowed') {
    return deny('dpop_algorithm_not_allowed', denial.message)
  }
  return deny('dpop_proof_malformed', denial.message)
}
