import { createTestIssuer, type TokenDefect, tokenDefects } from '@portcullis/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { guardFor, present, refused, tryToken, valuesOf } from '../support/guard.js'
import { withBearer } from '../support/request.js'

/** What each single defect of an otherwise good token is refused for, and the rules that it proves. */
const expected: Readonly<Record<TokenDefect, readonly [code: string, ids: string]>> = {
  'alg-none': ['algorithm_not_allowed', 'R30, R43, R46, R63, A1'],
  'alg-none-mixed-case': ['algorithm_not_allowed', 'R30, R45, R46, R63, A1'],
  'empty-signature': ['signature_invalid', 'R63, R68, A1'],
  'hs256-with-public-key': ['algorithm_not_allowed', 'R43, R44, A2'],
  'tampered-payload': ['signature_invalid', 'R48, R68'],
  'tampered-signature': ['signature_invalid', 'R48, R68'],
  'other-key': ['signature_invalid', 'R48, R68'],
  'typ-missing': ['token_type_not_access_token', 'R62, C7'],
  'typ-jwt': ['token_type_not_access_token', 'R58, R62, C7'],
  'typ-id-token-like': ['token_type_not_access_token', 'R58, R62, R72, A6'],
  'typ-dpop': ['token_type_not_access_token', 'R58, R62, A6'],
  'typ-logout': ['token_type_not_access_token', 'R58, R62, A6'],
  expired: ['token_expired', 'R38'],
  'not-yet-valid': ['token_not_yet_valid', 'R39'],
  'no-exp': ['claim_missing', 'R38'],
  'issued-in-future': ['token_issued_in_future', 'R40'],
  'wrong-issuer': ['issuer_not_trusted', 'R36, R66, A28'],
  'issuer-trailing-slash': ['issuer_not_trusted', 'R36, R66, A28'],
  'issuer-case': ['issuer_not_trusted', 'R36, R66, A28'],
  'no-issuer': ['claim_missing', 'R36, R66'],
  'wrong-audience': ['audience_mismatch', 'R37, R67, A29'],
  'no-audience': ['claim_missing', 'R55, R67, A29'],
  'cnf-jkt': ['binding_required', 'R70'],
  'unknown-kid': ['signing_key_unknown', 'R68'],
  'kid-not-string': ['token_malformed', 'R31'],
  'crit-unknown': ['header_not_understood', 'R28, A7'],
  'crit-b64': ['header_not_understood', 'R28, R29, A7'],
  'b64-unprotected': ['header_not_understood', 'R29, A7'],
  zip: ['header_not_understood', 'R52'],
  'embedded-jwk': ['signature_invalid', 'R57, A3'],
  'embedded-jku': ['signature_invalid', 'R57, A4'],
  'embedded-x5c': ['signature_invalid', 'R57, A3'],
  'duplicate-header-member': ['token_malformed', 'R27, A8'],
  'duplicate-claim': ['token_malformed', 'R41, A8'],
  'trailing-bytes': ['token_malformed', 'R26, A8'],
  'payload-array': ['token_malformed', 'R26'],
  'payload-not-json': ['token_malformed', 'R26'],
  'json-serialization': ['credentials_malformed', 'R26, R59, A8'],
  'four-parts': ['token_malformed', 'R26'],
  'five-parts-jwe': ['token_encrypted', 'R42, R49, R69'],
  padding: ['token_malformed', 'R26, A8'],
  'standard-base64-alphabet': ['token_malformed', 'R26, A8'],
}

const issuer = await createTestIssuer()
const guard = guardFor(issuer)

beforeAll(async () => {
  expect(await present(guard, await issuer.token())).toBe('granted')
  issuer.requests.reset()
})

test('there is an expectation for every defect that the forge knows', () => {
  expect(Object.keys(expected).sort()).toEqual([...tokenDefects].sort())
})

describe('a token with exactly one thing wrong', () => {
  const rows = tokenDefects.map(
    (defect) => [expected[defect][1], defect, expected[defect][0]] as const,
  )

  test.each(rows)('[%s] %s is refused: %s', async (_ids, defect, code) => {
    expect(await present(guard, await issuer.token({ defect }))).toBe(code)
  })

  test.each(tokenDefects)(
    '[R70, R21, R22] %s is answered with a challenge that has an error',
    async (defect) => {
      const answer = refused(await guard.protect(withBearer(await issuer.token({ defect }))))
      const malformed = defect === 'json-serialization'
      expect(answer.status).toBe(malformed ? 400 : 401)
      expect(valuesOf(answer, 'www-authenticate')[0]).toMatch(
        malformed ? /^Bearer error="invalid_request"/ : /^Bearer error="invalid_token"/,
      )
    },
  )

  test('[R57, A3, A4] none of them made the guard fetch anything but the keys of its issuer', async () => {
    for (const defect of tokenDefects) await present(guard, await issuer.token({ defect }))
    const addresses = new Set(issuer.requests.log.map(({ url }) => url))
    expect([...addresses].every((url) => url.startsWith(`${issuer.issuer}/`))).toBe(true)
  })
})

describe('two things wrong: what is cheap to find out is told first', () => {
  test.each([
    ['the form before the issuer', { payloadText: '{"iss":"x"}x' }, 'token_malformed'],
    [
      'the issuer before the type',
      { claims: { iss: 'https://another.test' }, header: { typ: 'JWT' } },
      'issuer_not_trusted',
    ],
    [
      'the type before the algorithm',
      { header: { typ: 'JWT', alg: 'none' } },
      'token_type_not_access_token',
    ],
    [
      'the header before the claims',
      { header: { crit: [] }, claims: { exp: 1 } },
      'header_not_understood',
    ],
    [
      'the claims before the key',
      { header: { kid: 'unknown' }, claims: { exp: 1 } },
      'token_expired',
    ],
  ] as const)('%s', async (_what, overrides, code) => {
    expect(await tryToken(issuer, overrides)).toBe(code)
  })
})

test('[R72, A6] an ID token is none, whatever audience it was made for', async () => {
  expect(await present(guard, await issuer.idToken())).toBe('token_type_not_access_token')
  const ours = await issuer.idToken({ claims: { aud: 'api1' } })
  expect(await present(guard, ours)).toBe('token_type_not_access_token')
})

test('[R60, R69, A10] a password-based JWE with a billion rounds is refused at once', async () => {
  const header = { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 1e9, p2s: 'AAAA', zip: 'DEF' }
  const token = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.AA.AA.AA.AA`
  const startedAt = performance.now()
  expect(await present(guard, token)).toBe('token_encrypted')
  expect(performance.now() - startedAt).toBeLessThan(500)
})

test('[R42] a nested JWT, signed around another token, is no JSON object and is refused', async () => {
  const inner = await issuer.token()
  const header = { alg: 'ES256', typ: 'at+jwt', cty: 'JWT', kid: issuer.keys.current().kid }
  const nested = { headerText: JSON.stringify(header), payloadText: inner }
  expect(await tryToken(issuer, nested)).toBe('token_malformed')
})
