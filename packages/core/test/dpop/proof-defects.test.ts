import { createTestIssuer, type ProofDefect, proofDefects } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import type { DenialCode, ResourceRequest } from '../../src/index.js'
import { parameterNames } from '../support/challenge-parsers.js'
import { codeOf, granted, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const token = await holder.token()

const malformed = 'dpop_proof_malformed'
const badKey = 'dpop_key_malformed'
const privateKey = 'dpop_key_private'
const noAlgorithm = 'dpop_algorithm_not_allowed'
const claim = 'dpop_claim_malformed'
const absent = 'dpop_claim_missing'
const otherUrl = 'dpop_url_mismatch'
const otherType = 'dpop_proof_type_mismatch'
const badSignature = 'dpop_signature_invalid'
const otherToken = 'dpop_token_mismatch'

/** What each single defect of an otherwise good proof is refused for, and the rules that it proves. */
const expected: Readonly<Record<ProofDefect, readonly [code: DenialCode, ids: string]>> = {
  empty: [malformed, 'R95, C11'],
  'not-a-jwt': [malformed, 'R95, C11'],
  'two-parts': [malformed, 'R95'],
  'four-parts': [malformed, 'R95'],
  'json-serialization': ['dpop_proof_repeated', 'R94, R95, C11'],
  padding: [malformed, 'R95'],
  'white-space': [malformed, 'R95'],
  'two-joined': ['dpop_proof_repeated', 'R94, C11'],
  'payload-not-json': [malformed, 'R95'],
  'payload-null': [malformed, 'R95, R96'],
  'payload-array': [malformed, 'R95, R96'],
  'header-not-json': [malformed, 'R95'],
  'duplicate-claim': [malformed, 'R95'],
  'duplicate-header-member': [malformed, 'R95'],
  oversize: ['dpop_proof_too_long', 'R95, C11'],
  'typ-missing': [otherType, 'R97'],
  'typ-jwt': [otherType, 'R97'],
  'typ-access-token': [otherType, 'R97'],
  'typ-similar': [otherType, 'R97'],
  'typ-not-string': [otherType, 'R97'],
  'alg-missing': [malformed, 'R98'],
  'alg-not-string': [noAlgorithm, 'R98'],
  'alg-unknown': [noAlgorithm, 'R98'],
  'alg-lower-case': [noAlgorithm, 'R98'],
  'crit-unknown': [malformed, 'R95'],
  'b64-false': [malformed, 'R95'],
  'jwk-missing': [badKey, 'R99, C11'],
  'jwk-null': [badKey, 'R99'],
  'jwk-string': [badKey, 'R99'],
  'jwk-array': [badKey, 'R99'],
  'jwk-empty': [badKey, 'R99'],
  'jwk-private': [privateKey, 'R100, A18'],
  'jwk-with-d': [privateKey, 'R100, A18'],
  'jwk-with-p': [privateKey, 'R100, A18'],
  'jwk-with-q': [privateKey, 'R100, A18'],
  'jwk-with-dp': [privateKey, 'R100, A18'],
  'jwk-with-dq': [privateKey, 'R100, A18'],
  'jwk-with-qi': [privateKey, 'R100, A18'],
  'jwk-with-oth': [privateKey, 'R100, A18'],
  'jwk-with-k': [privateKey, 'R100, A18'],
  'kty-missing': [badKey, 'R98, R99'],
  'kty-unknown': [badKey, 'R98, R99, C11'],
  'kty-not-string': [badKey, 'R98, R99'],
  'kty-of-another-alg': [badKey, 'R98, R99, C11'],
  'crv-missing': [badKey, 'R98, R99'],
  'crv-unknown': [badKey, 'R98, R99'],
  'crv-of-another-alg': [badKey, 'R98, R99'],
  'x-missing': [badKey, 'R99'],
  'y-missing': [badKey, 'R99'],
  'x-not-string': [badKey, 'R99'],
  'x-not-base64url': [badKey, 'R99'],
  'x-too-long': [badKey, 'R99'],
  'x-not-on-curve': [badKey, 'R99'],
  'okp-x-missing': [badKey, 'R99'],
  'okp-x-zero': [badKey, 'R99'],
  'okp-crv-x25519': [badKey, 'R98, R99'],
  'rsa-without-n': [badKey, 'R99'],
  'rsa-without-e': [badKey, 'R99'],
  'rsa-1024': [badKey, 'R98'],
  'rsa-16384': [badKey, 'R98, A10'],
  'rsa-exponent-one': [badKey, 'R99'],
  'rsa-exponent-huge': [badKey, 'R98, A10'],
  'alg-none': [noAlgorithm, 'R98'],
  'alg-hs256-with-public-key': [noAlgorithm, 'R98'],
  'alg-hs256-with-oct-key': [noAlgorithm, 'R98, A18'],
  'empty-signature': [badSignature, 'R99'],
  'tampered-signature': [badSignature, 'R99'],
  'tampered-payload': [badSignature, 'R99'],
  'other-key-signed': [badSignature, 'R99'],
  'other-key': ['dpop_key_mismatch', 'R108, C5, C11'],
  'no-jti': [absent, 'R96'],
  'jti-number': [claim, 'R96'],
  'jti-null': [claim, 'R96'],
  'jti-array': [claim, 'R96'],
  'jti-empty': [claim, 'R96'],
  'jti-huge': [claim, 'R122, A10'],
  'no-htm': [absent, 'R96'],
  'htm-number': [claim, 'R96'],
  'htm-array': [claim, 'R96'],
  'htm-empty': [claim, 'R96'],
  'htm-other': ['dpop_method_mismatch', 'R101'],
  'htm-lower-case': ['dpop_method_mismatch', 'R101'],
  'no-iat': [absent, 'R96'],
  'iat-string': [claim, 'R96'],
  'iat-null': [claim, 'R96'],
  'iat-true': [claim, 'R96'],
  'iat-negative': [claim, 'R96'],
  'iat-infinite': [claim, 'R96, A40'],
  'iat-milliseconds': ['dpop_proof_from_future', 'R106'],
  'iat-an-hour-old': ['dpop_proof_expired', 'R106'],
  'iat-an-hour-ahead': ['dpop_proof_from_future', 'R106'],
  'no-ath': [absent, 'R107, A17'],
  'ath-number': [claim, 'R107'],
  'ath-null': [claim, 'R107'],
  'ath-empty': [claim, 'R107'],
  'ath-of-another-token': [otherToken, 'R107, A17'],
  'ath-in-hex': [otherToken, 'R107'],
  'ath-padded': [otherToken, 'R107'],
  'nonce-number': [claim, 'R96'],
  'no-htu': [absent, 'R96'],
  'htu-number': [claim, 'R96'],
  'htu-array': [claim, 'R96'],
  'htu-empty': [claim, 'R96'],
  'htu-not-a-url': [otherUrl, 'R102'],
  'htu-path-only': [otherUrl, 'R102'],
  'htu-other-scheme': [otherUrl, 'R102'],
  'htu-ftp': [otherUrl, 'R102'],
  'htu-other-host': [otherUrl, 'R102, A15'],
  'htu-other-port': [otherUrl, 'R102, A15'],
  'htu-other-path': [otherUrl, 'R102'],
  'htu-path-case': [otherUrl, 'R102, R103, A15'],
  'htu-trailing-slash': [otherUrl, 'R102'],
  'htu-double-slash': [otherUrl, 'R102'],
  'htu-encoded-slash': [otherUrl, 'R103, A15'],
  'htu-userinfo': [otherUrl, 'R104, A15'],
  'htu-backslash': [otherUrl, 'R104'],
  'htu-trailing-dot': [otherUrl, 'R104'],
}

/** Refused proofs burn nothing: one of each is enough. */
const forged = new Map(
  proofDefects.map((defect) => [
    defect,
    presentation({ token, proof: holder.proof(token, { defect }) }),
  ]),
)

function withDefect(defect: ProofDefect): ResourceRequest {
  return forged.get(defect) ?? presentation()
}

test('there is an expectation for every defect that the forge knows', () => {
  expect(Object.keys(expected).sort()).toEqual([...proofDefects].sort())
})

describe('a proof with exactly one thing wrong', () => {
  const reserve = vi.fn(() => true)
  const guard = guardFor(issuer, { replayStore: { reserve } })
  const rows = proofDefects.map(
    (defect) => [expected[defect][1], defect, expected[defect][0]] as const,
  )

  test.each(rows)('[%s] %s is refused: %s', async (_ids, defect, code) => {
    reserve.mockClear()
    expect(codeOf(await guard.protect(withDefect(defect)))).toBe(code)
    expect(reserve).not.toHaveBeenCalled()
  })

  test.each(proofDefects)('[R113, R114, C11] %s is answered as RFC 9449 wants', async (defect) => {
    const answer = refused(await guard.protect(withDefect(defect)))
    const code = expected[defect][0]
    const repeated = code === 'dpop_proof_repeated'
    const error = repeated
      ? 'invalid_request'
      : code === 'dpop_key_mismatch'
        ? 'invalid_token'
        : 'invalid_dpop_proof'
    expect(answer.status).toBe(repeated ? 400 : 401)
    const [used, other, ...more] = valuesOf(answer, 'www-authenticate')
    expect(used).toMatch(new RegExp(`^DPoP error="${error}", error_description="`))
    expect(parameterNames(used ?? '').at(-1)).toBe('algs')
    expect(other).not.toContain('error')
    expect(more).toEqual([])
    expect(JSON.parse(answer.body)).toMatchObject({ error })
    expect(valuesOf(answer, 'cache-control')).toEqual(['no-store'])
  })

  test('and the same proof without it is good', async () => {
    const { binding } = granted(await guard.protect(holder.presenting(token)))
    expect(binding).toBe('dpop')
    expect(reserve).toHaveBeenCalled()
  })
})

test('[R189] neither a proof nor a claim of it is in what is logged or sent', async () => {
  const guard = guardFor(issuer)
  for (const defect of proofDefects) {
    const request = withDefect(defect)
    const [proof = ''] = request.header('dpop')
    const answer = refused(await guard.protect(request))
    const told = JSON.stringify([answer.reason, answer.reason.message, answer.headers, answer.body])
    for (const secret of [token, proof, holder.key.thumbprint, holder.key.publicJwk.x ?? 'x']) {
      if (secret.length > 5) expect(told, defect).not.toContain(secret)
    }
  }
})
