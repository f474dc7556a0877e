import { createTestIssuer, generateSigningKey, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  clientSecretBasic,
  clientSecretPost,
  type Fetch,
  privateKeyJwt,
  tlsClientAuth,
} from '../../src/index.js'
import { configurationError } from '../support/errors.js'
import { present } from '../support/guard.js'
import { type AssertionAlgorithm, asking, webCryptoKey } from './setting.js'

/** Everything that form-encoding, base64 and the colon between the two could get wrong. */
const awkwardId = 'api 1:%+&=/é'
const awkwardSecret = 'p q:%2B+&=/?~!*\'()"\\é☃'

describe('client_secret_basic', () => {
  test('[R76] is the default of clientSecret, in the header alone', async () => {
    const issuer = await createTestIssuer()
    expect(await present(asking(issuer), issuer.issueReferenceToken())).toBe('granted')
    expect(issuer.requests.introspections).toMatchObject([
      { method: 'client_secret_basic', clientId: 'api1', parameters: ['token_type_hint', 'token'] },
    ])
  })

  test('[R76] id and secret are form-encoded before base64', async () => {
    const issuer = await createTestIssuer({ introspectionClients: { [awkwardId]: awkwardSecret } })
    const headers: string[] = []
    const fetch: Fetch = (url, init) => {
      headers.push(new Headers(init.headers).get('authorization') ?? 'none')
      return issuer.fetch(url, init)
    }
    const guard = asking(
      issuer,
      { clientId: awkwardId, clientSecret: awkwardSecret },
      { fetch, audience: 'api1' },
    )
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    const text = Buffer.from(headers.at(-1)?.slice('Basic '.length) ?? '', 'base64').toString()
    expect(text.split(':')).toHaveLength(2)
    expect(text).toMatch(/^api\+1%3A%25%2B%26%3D%2F%C3%A9:p\+q%3A%252B%2B%26%3D%2F/)
  })

  test('[R76] [R79] a wrong secret is our own trouble', async () => {
    const issuer = await createTestIssuer()
    const guard = asking(issuer, { clientSecret: 'wrong' })
    expect(await present(guard, issuer.issueReferenceToken())).toBe(
      'introspection_credentials_refused',
    )
  })
})

describe('client_secret_post', () => {
  test('[R76] sends id and secret in the form, and no header', async () => {
    const issuer = await createTestIssuer({ introspectionClients: { [awkwardId]: awkwardSecret } })
    const authentication = clientSecretPost(awkwardSecret)
    const guard = asking(issuer, { clientId: awkwardId, authentication })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    expect(issuer.requests.introspections).toMatchObject([
      {
        method: 'client_secret_post',
        clientId: awkwardId,
        parameters: ['token_type_hint', 'token', 'client_id', 'client_secret'],
      },
    ])
  })
})

async function withKey(algorithm: AssertionAlgorithm, keyId?: string) {
  const key = generateSigningKey(algorithm)
  const issuer = await createTestIssuer({ introspectionClients: { api1: key } })
  const options = keyId === undefined ? {} : { keyId }
  return { issuer, authentication: privateKeyJwt(await webCryptoKey(key), options) }
}

function assertionsSeenBy(issuer: TestIssuer) {
  return issuer.requests.introspections.map(({ assertion }) => assertion)
}

describe('private_key_jwt', () => {
  test.each<AssertionAlgorithm>(['ES256', 'ES384', 'RS256', 'PS256', 'Ed25519'])(
    '[R76] works with a key for %s',
    async (algorithm) => {
      const { issuer, authentication } = await withKey(algorithm, 'key-1')
      const guard = asking(issuer, { authentication })
      expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
      const [assertion] = assertionsSeenBy(issuer)
      const typ = 'client-authentication+jwt'
      expect(assertion?.header).toEqual({ alg: algorithm, kid: 'key-1', typ })
      expect(issuer.requests.introspections[0]).toMatchObject({
        method: 'private_key_jwt',
        parameters: [
          'token_type_hint',
          'token',
          'client_id',
          'client_assertion_type',
          'client_assertion',
        ],
      })
    },
  )

  test('[R192] [A31] names the issuer as the one audience, and itself twice', async () => {
    const { issuer, authentication } = await withKey('ES256')
    await present(asking(issuer, { authentication }), issuer.issueReferenceToken())
    const now = Math.floor(issuer.clock.seconds())
    expect(assertionsSeenBy(issuer)[0]).toEqual({
      header: { alg: 'ES256', typ: 'client-authentication+jwt' },
      claims: {
        iss: 'api1',
        sub: 'api1',
        aud: issuer.issuer,
        jti: expect.stringMatching(/^[\w-]{20,}$/),
        iat: expect.closeTo(now, -1),
        nbf: expect.closeTo(now, -1),
        exp: expect.closeTo(now + 60, -1),
      },
    })
  })

  test('[R192] [A31] metadata cannot make it sign for another audience', async () => {
    const key = generateSigningKey('ES256')
    const elsewhere = 'https://intruder.test/introspect'
    const issuer = await createTestIssuer({
      metadata: {
        introspection_endpoint: elsewhere,
        token_endpoint: 'https://intruder.test/token',
      },
    })
    const bodies: URLSearchParams[] = []
    const fetch: Fetch = (url, init) => {
      if (url === elsewhere) bodies.push(new URLSearchParams(String(init.body)))
      return issuer.fetch(url, init)
    }
    const authentication = privateKeyJwt(await webCryptoKey(key))
    await present(asking(issuer, { authentication }, { fetch }), issuer.opaqueToken())
    const [, payload = ''] = bodies[0]?.get('client_assertion')?.split('.') ?? []
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).aud).toBe(issuer.issuer)
  })

  test('[R76] every call has an assertion of its own, with a new jti', async () => {
    const { issuer, authentication } = await withKey('ES256')
    const guard = asking(issuer, { authentication })
    for (let call = 0; call < 5; call++) {
      expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    }
    const ids = assertionsSeenBy(issuer).map((assertion) => assertion?.claims.jti)
    expect(new Set(ids).size).toBe(5)
  })

  test('[R76] so has the second try after a failure of the network', async () => {
    const { issuer, authentication } = await withKey('ES256')
    issuer.fault('introspection', { kind: 'network' }, { times: 1 })
    const guard = asking(issuer, { authentication })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    const [first, second, ...more] = assertionsSeenBy(issuer)
    expect(first?.claims.jti).toEqual(expect.any(String))
    expect(second?.claims.jti).not.toBe(first?.claims.jti)
    expect(more).toEqual([])
  })

  test('lives by the clock of the guard', async () => {
    const { issuer, authentication } = await withKey('ES256')
    issuer.clock.advance(86_400)
    const guard = asking(issuer, { authentication })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })

  test('one value serves several guards', async () => {
    const { issuer, authentication } = await withKey('ES256')
    for (const guard of [asking(issuer, { authentication }), asking(issuer, { authentication })]) {
      expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    }
  })
})

describe('tls_client_auth', () => {
  const clients = { api1: { method: 'tls_client_auth' } } as const

  test('[R80] goes to the mTLS alias of the endpoint, with the fetch that was given', async () => {
    const issuer = await createTestIssuer({ introspectionClients: clients })
    const urls: string[] = []
    const fetch: Fetch = (url, init) => {
      urls.push(url)
      return issuer.fetch(url, init)
    }
    const guard = asking(issuer, { authentication: tlsClientAuth() }, { fetch })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    expect(urls.at(-1)).toBe(`${issuer.issuer}/mtls/introspect`)
    expect(issuer.requests.introspections).toMatchObject([
      { method: 'none', parameters: ['token_type_hint', 'token', 'client_id'] },
    ])
  })

  test('[R80] an endpoint that is configured wins over the alias', async () => {
    const issuer = await createTestIssuer({ introspectionClients: clients })
    const endpoint = `${issuer.issuer}/introspect`
    const guard = asking(issuer, { authentication: tlsClientAuth(), endpoint })
    await present(guard, issuer.issueReferenceToken())
    expect(issuer.requests.introspections).toMatchObject([{ url: endpoint }])
  })

  test.each([undefined, null, {}, 'x', { introspection_endpoint: undefined }])(
    '[R80] without an alias (%j) the usual endpoint is asked',
    async (mtls_endpoint_aliases) => {
      const issuer = await createTestIssuer({
        introspectionClients: clients,
        metadata: { mtls_endpoint_aliases },
      })
      const guard = asking(issuer, { authentication: tlsClientAuth() })
      await present(guard, issuer.issueReferenceToken())
      expect(issuer.requests.introspections).toMatchObject([{ url: `${issuer.issuer}/introspect` }])
    },
  )

  test('[R80] nobody else is sent to the alias', async () => {
    const issuer = await createTestIssuer({
      introspectionClients: { api1: 'api1_secret', other: { method: 'tls_client_auth' } },
    })
    expect(await present(asking(issuer), issuer.issueReferenceToken())).toBe('granted')
    expect(issuer.requests.introspections).toMatchObject([{ url: `${issuer.issuer}/introspect` }])
  })
})

describe('credentials that cannot work are refused at once', () => {
  const code = '(option_invalid: see docs/errors.md#option_invalid)'

  test.each([
    ['clientSecretBasic', clientSecretBasic],
    ['clientSecretPost', clientSecretPost],
  ])('%s without a secret', (name, make) => {
    for (const secret of ['', undefined, 5]) {
      const error = configurationError(() => make(secret as string))
      expect(error.message).toBe(
        `${name}() needs the client secret, a string that is not empty ${code}`,
      )
    }
  })

  const generate = crypto.subtle.generateKey.bind(crypto.subtle)
  const rsa = { publicExponent: Uint8Array.of(1, 0, 1) }
  const keys: [string, () => Promise<unknown>][] = [
    ['a public key', async () => (await pairOf('ECDSA')).publicKey],
    ['a key that agrees on keys', async () => (await pairOf('ECDH')).privateKey],
    ['a secret', () => generate({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])],
    ['a key for SHA-1', async () => (await rsaPair('SHA-1')).privateKey],
    ['a short RSA key', async () => (await rsaPair('SHA-256', 1024)).privateKey],
    ['a short RSA-PSS key', async () => (await rsaPair('SHA-256', 1024, 'RSA-PSS')).privateKey],
    ['a JWK', async () => generateSigningKey('ES256').publicJwk],
    ['a KeyObject', async () => generateSigningKey('ES256').privateKey],
    ['nothing', async () => undefined],
  ]
  const pairOf = (name: 'ECDSA' | 'ECDH') =>
    generate(
      { name, namedCurve: 'P-256' },
      false,
      name === 'ECDSA' ? ['sign', 'verify'] : ['deriveBits'],
    )
  const rsaPair = (hash: string, modulusLength = 2048, name = 'RSASSA-PKCS1-v1_5') =>
    generate({ name, hash, ...rsa, modulusLength }, false, ['sign', 'verify'])

  test.each(keys)('privateKeyJwt with %s', async (_name, make) => {
    const key = (await make()) as Parameters<typeof privateKeyJwt>[0]
    expect(configurationError(() => privateKeyJwt(key)).message).toBe(
      `privateKeyJwt() needs a private CryptoKey that may sign (ECDSA, Ed25519, or RSA of 2048 bits or more, not with SHA-1), as from crypto.subtle.importKey, and a keyId that is a string ${code}`,
    )
  })

  test('privateKeyJwt with a keyId that is no string', async () => {
    const key = await webCryptoKey(generateSigningKey('ES256'))
    const keyId: string = JSON.parse('7')
    expect(configurationError(() => privateKeyJwt(key, { keyId })).code).toBe('option_invalid')
  })
})
