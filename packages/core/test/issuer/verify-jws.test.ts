import { createTestIssuer, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present, refused } from '../support/guard.js'
import { forbidUnhandledRejections } from '../support/issuer.js'
import { withBearer } from '../support/request.js'

forbidUnhandledRejections()

describe('what a token says about its key', () => {
  test.each(['embedded-jwk', 'embedded-jku', 'embedded-x5c'] as const)(
    '[R57, A3, A4] never chooses it: %s',
    async (defect) => {
      const of = await createTestIssuer()
      const guard = guardFor(of)
      expect(await present(guard, await of.token({ defect }))).toBe('signature_invalid')
      const unknown = await of.token({ defect, header: { kid: 'unknown' } })
      expect(await present(guard, unknown)).toBe('signing_key_unknown')
      const nameless = await of.token({ defect, removeHeader: ['kid'] })
      expect(await present(guard, nameless)).toBe('signature_invalid')
      expect(new Set(of.requests.log.map(({ url }) => url))).toEqual(
        new Set([
          'https://issuer.test/.well-known/openid-configuration',
          'https://issuer.test/jwks',
        ]),
      )
    },
  )

  test('[R57] is not even looked at beside a good key', async () => {
    const of = await createTestIssuer()
    const header = { jku: 'https://intruder.test/jwks', x5u: 42, jwk: [], x5c: null }
    expect(await present(guardFor(of), await of.token({ header }))).toBe('granted')
  })

  const kids = [
    ['path', '../../../../etc/passwd'],
    ['SQL', "' UNION SELECT 'secret' --"],
    ['URL', 'https://intruder.test/key'],
    ['prototype', '__proto__'],
    ['constructor', 'constructor'],
    ['log injection', 'a\r\n2026-01-01 admin logged in\u001b[2J'],
    ['null', 'a\u0000b'],
    ['empty', ''],
    ['surrogate', '\ud800'],
    ['huge', 'k'.repeat(11_000)],
  ] as const
  test.each(kids)('[R31, R56, A5] is a hint and nothing else: kid with %s', async (_, kid) => {
    const of = await createTestIssuer()
    const outcome = refused(
      await guardFor(of).protect(withBearer(await of.token({ header: { kid } }))),
    )
    expect(outcome).toMatchObject({ status: 401, reason: { code: 'signing_key_unknown' } })
    expect(outcome.reason.message).toMatch(/^[\x20-\x7e…]{1,300}$/)
    expect(of.requests.log.map(({ url }) => new URL(url).host)).toEqual([
      'issuer.test',
      'issuer.test',
    ])
  })

  test('[R31] may be any of these where the issuer calls its key so', async () => {
    for (const [, kid] of kids) {
      const of = await createTestIssuer()
      const key = generateSigningKey('ES256', { kid })
      of.keys.replaceAll([key.publicJwk])
      expect(await present(guardFor(of), await of.token({ key }))).toBe('granted')
    }
  })

  test('[R44] an algorithm that the key is not for is refused, without a fetch for it', async () => {
    const of = await createTestIssuer({ algorithms: ['RS256'] })
    const guard = guardFor(of)
    const token = await of.token({ key: of.keys.current(), algorithm: 'PS256' })
    expect(await present(guard, token)).toBe('signing_key_mismatch')
    expect(await present(guard, await of.token())).toBe('granted')
    expect(of.requests.jwks).toBe(1)
  })

  test('[R44] a key without alg verifies each algorithm that fits its type', async () => {
    const of = await createTestIssuer({ algorithms: ['RS256'] })
    const key = of.keys.current()
    of.keys.replaceAll([{ ...key.publicJwk, alg: undefined }])
    const guard = guardFor(of)
    for (const algorithm of ['RS256', 'PS256', 'RS512'] as const) {
      expect(await present(guard, await of.token({ key, algorithm }))).toBe('granted')
    }
    const token = await of.token({ header: { kid: key.kid, alg: 'ES256' } })
    expect(await present(guard, token)).toBe('signing_key_mismatch')
  })

  test('both names of Ed25519 are one algorithm', async () => {
    const of = await createTestIssuer({ algorithms: ['Ed25519'] })
    const key = of.keys.current()
    for (const alg of ['Ed25519', 'EdDSA', undefined]) {
      of.keys.replaceAll([{ ...key.publicJwk, alg }])
      for (const algorithm of ['Ed25519', 'EdDSA'] as const) {
        expect(await present(guardFor(of), await of.token({ key, algorithm }))).toBe('granted')
      }
    }
  })

  test('[R201] a kid that keys of several algorithms share is settled by the algorithm', async () => {
    const of = await createTestIssuer()
    const keys = (['ES256', 'ES384', 'Ed25519'] as const).map((algorithm) =>
      generateSigningKey(algorithm, { kid: 'shared' }),
    )
    of.keys.replaceAll(keys.map(({ publicJwk }) => publicJwk))
    const guard = guardFor(of)
    for (const key of keys) expect(await present(guard, await of.token({ key }))).toBe('granted')
  })
})
