import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { createTestIssuer, generateSigningKey, type TestIssuer } from '../../src/index.js'
import { decode, texts } from '../parts.js'

function verify(issuer: TestIssuer, token: string, typ = 'at+jwt', audience = 'api1') {
  const keys = createRemoteJWKSet(new URL(`${issuer.issuer}/jwks`), {
    [customFetch]: issuer.fetch,
  })
  const currentDate = new Date(issuer.clock())
  return jwtVerify(token, keys, { issuer: issuer.issuer, audience, typ, currentDate })
}

describe('token', () => {
  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)(
    'a good %s token verifies through the JWKS',
    async (algorithm) => {
      const issuer = await createTestIssuer({ algorithms: [algorithm] })
      const { payload, protectedHeader } = await verify(issuer, await issuer.token())
      const now = Math.floor(issuer.clock.seconds())
      expect(protectedHeader).toEqual({
        alg: algorithm,
        kid: issuer.keys.current().kid,
        typ: 'at+jwt',
      })
      expect(payload).toEqual({
        iss: 'https://issuer.test',
        aud: 'api1',
        sub: 'user-1',
        client_id: 'client-1',
        scope: 'api1.read',
        jti: expect.any(String),
        iat: now,
        exp: now + 300,
      })
    },
  )

  test('signs with the algorithm or the key that it is told', async () => {
    const issuer = await createTestIssuer({ algorithms: ['ES256', 'EdDSA'] })
    const { protectedHeader } = await verify(issuer, await issuer.token({ algorithm: 'EdDSA' }))
    expect(protectedHeader.alg).toBe('EdDSA')
    const key = generateSigningKey('ES384', { kid: 'mine' })
    const token = await issuer.token({ key })
    expect(decode(token).header).toMatchObject({ alg: 'ES384', kid: 'mine' })
    await expect(jwtVerify(token, key.publicKey)).resolves.toHaveProperty('payload')
  })

  test('claims and header survive as given; undefined and `remove` take them out', async () => {
    const issuer = await createTestIssuer()
    const { header, payload } = decode(
      await issuer.token({
        claims: { exp: '1', aud: 5, sub: undefined, extra: { deep: [null] } },
        header: { kid: 7, extra: true },
        remove: ['jti', 'scope'],
        removeHeader: ['typ'],
      }),
    )
    expect(payload).toMatchObject({ exp: '1', aud: 5, extra: { deep: [null] } })
    for (const name of ['sub', 'jti', 'scope']) expect(payload).not.toHaveProperty(name)
    expect(header).toEqual({ alg: 'ES256', kid: 7, extra: true })
  })

  test('any text can be signed', async () => {
    const issuer = await createTestIssuer()
    const headerText = '{"alg":"ES256" , "alg":"ES256"}'
    const payloadText = '{"exp":1e300,"__proto__":{}} tail'
    expect(texts(await issuer.token({ headerText, payloadText }))).toEqual({
      headerText,
      payloadText,
    })
  })

  test('follows the clock', async () => {
    const issuer = await createTestIssuer()
    const token = await issuer.token()
    issuer.clock.advance(301)
    await expect(verify(issuer, token)).rejects.toThrow(/exp/)
    await expect(verify(issuer, await issuer.token())).resolves.toHaveProperty('payload')
  })
})

test('an ID token is a good JWT for the client, not for the API', async () => {
  const issuer = await createTestIssuer()
  const token = await issuer.idToken({ claims: { sub: 'somebody' } })
  const { payload } = await verify(issuer, token, 'JWT', 'client-1')
  expect(payload).toMatchObject({ sub: 'somebody', aud: 'client-1', nonce: expect.any(String) })
  expect(payload.at_hash).toMatch(/^[\w-]{22}$/)
})
