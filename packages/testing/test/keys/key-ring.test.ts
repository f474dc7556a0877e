import { generateKeySync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createTestIssuer, generateSigningKey, type TestIssuer } from '../../src/index.js'

async function publishedKids(issuer: TestIssuer): Promise<unknown[]> {
  const response = await issuer.fetch(`${issuer.issuer}/jwks`)
  const { keys } = (await response.json()) as { keys: ({ kid?: string } | null)[] }
  return keys.map((jwk) => jwk?.kid)
}

describe('the keys of the issuer', () => {
  test('one per algorithm, published without private members', async () => {
    const issuer = await createTestIssuer({ algorithms: ['ES256', 'EdDSA'] })
    expect(await publishedKids(issuer)).toEqual([
      issuer.keys.current('ES256').kid,
      issuer.keys.current('EdDSA').kid,
    ])
    expect(issuer.keys.current()).toBe(issuer.keys.current('ES256'))
    for (const jwk of issuer.keys.published()) {
      expect(jwk).toMatchObject({ use: 'sig', alg: expect.any(String) })
      expect(jwk).not.toHaveProperty('d')
    }
  })

  test('rotation keeps the old key published unless told otherwise', async () => {
    const issuer = await createTestIssuer()
    const first = issuer.keys.current()
    const second = issuer.keys.rotate()
    expect(issuer.keys.current()).toBe(second)
    expect(await publishedKids(issuer)).toEqual([first.kid, second.kid])
    const third = issuer.keys.rotate({ keepOld: false })
    expect(await publishedKids(issuer)).toEqual([first.kid, third.kid])
  })

  test('rotation can bring in a new algorithm; one that is not there is an error', async () => {
    const issuer = await createTestIssuer()
    expect(() => issuer.keys.current('ES384')).toThrow(RangeError)
    const key = issuer.keys.rotate({ algorithm: 'ES384' })
    expect(issuer.keys.current('ES384')).toBe(key)
    expect(await publishedKids(issuer)).toContain(key.kid)
  })

  test('a withdrawn key leaves the JWKS and still signs', async () => {
    const issuer = await createTestIssuer()
    const key = issuer.keys.current()
    issuer.keys.withdraw(key.kid)
    expect(await publishedKids(issuer)).toEqual([])
    expect(issuer.keys.current()).toBe(key)
  })

  test('anything can be published', async () => {
    const issuer = await createTestIssuer()
    const secret = generateKeySync('hmac', { length: 256 }).export({ format: 'jwk' })
    issuer.keys.publish(null)
    issuer.keys.publish({ ...secret, kid: 'symmetric' })
    expect(await publishedKids(issuer)).toEqual([issuer.keys.current().kid, undefined, 'symmetric'])
    issuer.keys.replaceAll([{ kid: 'alone' }])
    expect(await publishedKids(issuer)).toEqual(['alone'])
  })
})

test('a signing key takes a kid and an RSA size', () => {
  const key = generateSigningKey('RS256', { kid: 'small', modulusLength: 1024 })
  expect(key.publicJwk).toMatchObject({ kid: 'small', kty: 'RSA', alg: 'RS256' })
  expect(key.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024)
})
