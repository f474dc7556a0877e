import { createProofKey, createTestIssuer } from '@portcullis/testing'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { importProofKey } from '../../src/dpop/proof-key.js'
import { isDenial } from '../../src/index.js'
import { codeOf, guardFor } from '../support/guard.js'
import { createHolder } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const token = await holder.token()

describe('the key of a proof', () => {
  test.each(['ES256', 'ES384', 'ES512', 'PS256', 'EdDSA', 'Ed25519'] as const)(
    '[R108] of %s has the thumbprint of its members',
    async (algorithm) => {
      const { publicJwk, thumbprint } = createProofKey(algorithm)
      const jwk = { kid: 'x', use: 'enc', alg: 'none', ...publicJwk }
      const key = await importProofKey(jwk, algorithm)
      expect(isDenial(key) ? key.code : key.thumbprint).toBe(thumbprint)
    },
  )

  test('[R108] has the example of RFC 7638 §3.1 for its thumbprint', async () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    const key = await importProofKey(
      { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011' },
      'RS256',
    )
    expect(isDenial(key) ? key.code : key.thumbprint).toBe(
      'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    )
  })

  test('[R108] has the example of RFC 9449 §6.1 for its thumbprint', async () => {
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
      y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
    }
    const key = await importProofKey(jwk, 'ES256')
    expect(isDenial(key) ? key.code : key.thumbprint).toBe(
      '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
    )
  })

  test.each([undefined, null, 'null', 'a string', 7, true, [], [{}], {}])(
    '[R99] %j is no jwk, and nothing is thrown',
    async (jwk) => {
      const key = await importProofKey(jwk, 'ES256')
      expect(isDenial(key) && key.code).toBe('dpop_key_malformed')
    },
  )

  test.each([
    ['ES384', 'ES256', 'EC" "P-256'],
    ['RS256', 'ES256', 'EC" "P-256'],
    ['ES256', 'EdDSA', 'OKP" "Ed25519'],
  ] as const)(
    '[R98] for %s cannot be one of %s, and the message says so',
    async (alg, own, type) => {
      const key = await importProofKey(createProofKey(own).publicJwk, alg)
      expect(isDenial(key) && key.message).toBe(
        `jwk is a key of type "${type}", which is not for ${alg}`,
      )
    },
  )

  test('[R100] whose private half is shown is refused, and the message does not show it', async () => {
    const jwk = createProofKey().privateKey.export({ format: 'jwk' })
    const key = await importProofKey(jwk, 'ES256')
    expect(isDenial(key) && [key.code, key.message]).toEqual([
      'dpop_key_private',
      'jwk has the private member d',
    ])
  })
})

describe('keys are kept', () => {
  const importKey = vi.spyOn(crypto.subtle, 'importKey')
  beforeEach(() => {
    importKey.mockClear()
  })

  test('one import serves all proofs of a client', async () => {
    const guard = guardFor(issuer)
    for (let count = 0; count < 20; count++) {
      expect(codeOf(await guard.protect(holder.presenting(token)))).toBe('granted')
    }
    // One for the key of the issuer, one for that of the client.
    expect(importKey.mock.calls.length).toBeLessThanOrEqual(2)
  })

  test('and does not spare anybody the signature', async () => {
    const guard = guardFor(issuer)
    await guard.protect(holder.presenting(token))
    for (const defect of ['tampered-payload', 'tampered-signature', 'empty-signature'] as const) {
      const outcome = await guard.protect(holder.presenting(token, { defect }))
      expect(codeOf(outcome)).toBe('dpop_signature_invalid')
    }
  })

  test('the same header with another algorithm is another', async () => {
    const guard = guardFor(issuer)
    await guard.protect(holder.presenting(token))
    const outcome = await guard.protect(holder.presenting(token, { header: { alg: 'ES384' } }))
    expect(codeOf(outcome)).toBe('dpop_key_malformed')
  })

  test('[A10] of a header of more than 2 KiB the key is not kept', async () => {
    const guard = guardFor(issuer)
    const header = { padding: 'x'.repeat(2000) }
    await guard.protect(holder.presenting(token, { header }))
    importKey.mockClear()
    for (let count = 0; count < 3; count++) {
      expect(codeOf(await guard.protect(holder.presenting(token, { header })))).toBe('granted')
    }
    expect(importKey).toHaveBeenCalledTimes(3)
  })

  test('a key that is none is not kept either', async () => {
    const guard = guardFor(issuer)
    const request = holder.presenting(token, { defect: 'x-not-on-curve' })
    expect(codeOf(await guard.protect(request))).toBe('dpop_key_malformed')
    importKey.mockClear()
    for (let count = 0; count < 3; count++) {
      expect(codeOf(await guard.protect(request))).toBe('dpop_key_malformed')
    }
    expect(importKey).toHaveBeenCalledTimes(3)
  })
})
