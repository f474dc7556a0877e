import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  createTestIssuer,
  type SigningAlgorithm,
  type TestIssuer,
  tokenDefects,
} from '../../src/index.js'
import { decode } from '../parts.js'
import { proofs } from './proofs.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await createTestIssuer({ issuer: 'https://issuer.test/tenant' })
})

describe('a defect is what its name says, and nothing else is wrong', () => {
  test('every defect is listed', () => {
    expect([...tokenDefects].sort()).toEqual(Object.keys(proofs).sort())
  })

  test.each(tokenDefects)('%s', async (defect) => {
    await proofs[defect](await issuer.token({ defect }), issuer)
  })
})

describe('defects of other algorithms', () => {
  const algorithms: SigningAlgorithm[] = ['RS256', 'ES384', 'EdDSA']

  // Their signatures are deterministic: the same claims make the same token.
  test.each(['RS256', 'EdDSA'] as const)(
    '%s: every defect changes the token',
    async (algorithm) => {
      const other = await createTestIssuer({ algorithms: [algorithm] })
      const claims = { jti: 'the same' }
      const good = await other.token({ claims })
      expect(await other.token({ claims })).toBe(good)
      for (const defect of tokenDefects) {
        expect(await other.token({ claims, defect }), defect).not.toBe(good)
      }
    },
  )

  test.each(algorithms)('%s: padding and alphabet are really wrong', async (algorithm) => {
    const other = await createTestIssuer({ algorithms: [algorithm] })
    expect(await other.token({ defect: 'padding' })).toMatch(/=$/)
    expect(await other.token({ defect: 'standard-base64-alphabet' })).toMatch(/[+/]/)
  })

  test.each(algorithms)('%s: the certificate holds', async (algorithm) => {
    const other = await createTestIssuer({ algorithms: [algorithm] })
    const [encoded = ''] = decode(await other.token({ defect: 'embedded-x5c' })).header
      .x5c as string[]
    const certificate = new X509Certificate(Buffer.from(encoded, 'base64'))
    expect(certificate.verify(certificate.publicKey)).toBe(true)
  })
})

test('a defect applies to what the other overrides made, and to ID tokens', async () => {
  const token = await issuer.token({ claims: { scope: 'x' }, defect: 'wrong-audience' })
  expect(decode(token).payload).toMatchObject({ scope: 'x', aud: 'urn:another-api' })
  const idToken = await issuer.idToken({ defect: 'wrong-issuer' })
  expect(decode(idToken).payload).toMatchObject({ aud: 'client-1', iss: 'https://intruder.test' })
})
