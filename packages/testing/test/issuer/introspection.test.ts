import { randomUUID } from 'node:crypto'
import { jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  createTestIssuer,
  generateSigningKey,
  signCompact,
  type TestIssuer,
} from '../../src/index.js'
import { decode } from '../parts.js'

async function introspect(
  issuer: TestIssuer,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = new URLSearchParams(form)
  const response = await issuer.fetch(`${issuer.issuer}/introspect`, {
    method: 'POST',
    headers,
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const inBody = { client_id: 'api1', client_secret: 'api1_secret' }

describe('introspection', () => {
  test('a reference token is active until it is revoked', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.issueReferenceToken({ scope: 'a b', sub: undefined })
    const { body } = await introspect(issuer, { ...inBody, token })
    expect(body).toMatchObject({ active: true, iss: issuer.issuer, aud: 'api1', scope: 'a b' })
    expect(body).not.toHaveProperty('sub')
    issuer.revoke(token)
    expect((await introspect(issuer, { ...inBody, token })).body).toEqual({ active: false })
    expect(issuer.requests.introspection).toBe(2)
  })

  test('a reference token ends with its exp', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.issueReferenceToken()
    issuer.clock.advance(299)
    expect((await introspect(issuer, { ...inBody, token })).body.active).toBe(true)
    issuer.clock.advance(1)
    expect((await introspect(issuer, { ...inBody, token })).body).toEqual({ active: false })
  })

  test('an opaque token of nobody is not active', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.opaqueToken()
    expect(token).toMatch(/^[\w-]{43}$/)
    expect((await introspect(issuer, { ...inBody, token })).body).toEqual({ active: false })
  })

  test('basic credentials are form-decoded', async () => {
    const issuer = await createTestIssuer({ introspectionClients: { 'a:b': 'p q' } })
    const token = issuer.issueReferenceToken()
    const authorization = `Basic ${Buffer.from('a%3Ab:p+q').toString('base64')}`
    expect(await introspect(issuer, { token }, { authorization })).toMatchObject({
      status: 200,
      body: { active: true },
    })
  })

  test.each([{}, { client_id: 'api1', client_secret: 'x' }, { client_id: 'toString' }])(
    'wrong credentials %j are 401',
    async (credentials) => {
      const issuer = await createTestIssuer()
      const token = issuer.issueReferenceToken()
      expect((await introspect(issuer, { ...credentials, token })).status).toBe(401)
    },
  )

  test('no token is 400, GET is 405', async () => {
    const issuer = await createTestIssuer()
    expect((await introspect(issuer, inBody)).status).toBe(400)
    expect((await issuer.fetch(`${issuer.issuer}/introspect`)).status).toBe(405)
  })
})

describe('client authentication at the endpoint', () => {
  const now = () => Math.floor(Date.now() / 1000)

  async function withKey() {
    const key = generateSigningKey('ES256')
    const issuer = await createTestIssuer({ introspectionClients: { api1: key } })
    const token = issuer.issueReferenceToken()
    const ask = async (claims: Record<string, unknown> = {}, header: object = {}) => {
      const usual = { iss: 'api1', sub: 'api1', aud: issuer.issuer, jti: randomUUID() }
      const assertion = signCompact({
        headerText: JSON.stringify({ alg: 'ES256', typ: 'client-authentication+jwt', ...header }),
        payloadText: JSON.stringify({ ...usual, exp: now() + 60, ...claims }),
        key: key.privateKey,
        algorithm: 'ES256',
      })
      const form = { client_id: 'api1', client_assertion: assertion, token }
      return (await introspect(issuer, form)).status
    }
    return { issuer, token, ask }
  }

  test('a good assertion is accepted once', async () => {
    const { issuer, ask } = await withKey()
    expect(await ask({ jti: 'one' })).toBe(200)
    expect(await ask({ jti: 'one' })).toBe(401)
    expect(await ask({ jti: 'two' })).toBe(200)
    expect(issuer.requests.introspections).toMatchObject([
      { method: 'private_key_jwt', clientId: 'api1', assertion: { claims: { jti: 'one' } } },
      { assertion: { claims: { jti: 'one' }, header: { alg: 'ES256' } } },
      { assertion: { claims: { jti: 'two' } } },
    ])
  })

  test.each([
    { aud: 'https://issuer.test/introspect' },
    { aud: ['https://issuer.test', 'https://issuer.test/token'] },
    { aud: ['https://issuer.test'] },
    { iss: 'api2' },
    { sub: 'api2' },
    { exp: 5 },
    { exp: undefined },
    { jti: undefined },
  ])('an assertion with %j is not', async (claims) => {
    const { ask } = await withKey()
    expect(await ask(claims)).toBe(401)
  })

  test('nor is one of another type, a secret in its place, or none', async () => {
    const { issuer, token, ask } = await withKey()
    expect(await ask({}, { typ: 'JWT' })).toBe(401)
    expect((await introspect(issuer, { ...inBody, token })).status).toBe(401)
    expect((await introspect(issuer, { client_id: 'api1', token })).status).toBe(401)
    const form = { client_id: 'api1', client_assertion: 'junk', token }
    expect((await introspect(issuer, form)).status).toBe(401)
  })

  test('a client with a certificate is accepted at the alias alone', async () => {
    const introspectionClients = { api1: { method: 'tls_client_auth' } } as const
    const issuer = await createTestIssuer({ introspectionClients })
    const metadata = await issuer.fetch(`${issuer.issuer}/.well-known/openid-configuration`)
    const alias = `${issuer.issuer}/mtls/introspect`
    expect(await metadata.json()).toMatchObject({
      mtls_endpoint_aliases: { introspection_endpoint: alias },
    })
    const ask = async (url: string) => {
      const body = new URLSearchParams({ client_id: 'api1', token: issuer.issueReferenceToken() })
      return (await issuer.fetch(url, { method: 'POST', body })).status
    }
    expect([await ask(alias), await ask(`${issuer.issuer}/introspect`)]).toEqual([200, 401])
  })

  test('the log says how it was asked, without token and secret', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.issueReferenceToken()
    await introspect(issuer, { ...inBody, token, token_type_hint: 'x' }, { accept: 'text/plain' })
    expect(issuer.requests.introspections).toEqual([
      {
        url: `${issuer.issuer}/introspect`,
        method: 'client_secret_post',
        clientId: 'api1',
        accept: 'text/plain',
        tokenTypeHint: 'x',
        parameters: ['client_id', 'client_secret', 'token', 'token_type_hint'],
        assertion: undefined,
      },
    ])
    issuer.requests.reset()
    expect(issuer.requests.introspections).toEqual([])
  })
})

describe('the answer', () => {
  async function ask(issuer: TestIssuer, token: string, accept: string): Promise<Response> {
    const body = new URLSearchParams({ ...inBody, token })
    const headers = { accept }
    return issuer.fetch(`${issuer.issuer}/introspect`, { method: 'POST', headers, body })
  }

  const signedType = 'application/token-introspection+jwt'

  test('is signed for who asks for that in exactly these words', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.issueReferenceToken({ sub: 'zoë' })
    const response = await ask(issuer, token, signedType)
    expect(response.headers.get('content-type')).toBe(signedType)
    const { publicKey } = issuer.keys.current()
    const { payload } = await jwtVerify(await response.text(), publicKey, {
      typ: 'token-introspection+jwt',
      issuer: issuer.issuer,
      audience: 'api1',
    })
    expect(payload).toMatchObject({
      iat: Math.floor(issuer.clock.seconds()),
      token_introspection: { active: true, sub: 'zoë' },
    })
    const other = await ask(issuer, token, `${signedType}, application/json`)
    expect(other.headers.get('content-type')).toBe('application/json')
  })

  test('is signed or plain against the wish, as a fault has it', async () => {
    const issuer = await createTestIssuer()
    issuer.fault('introspection', { kind: 'plain' })
    const plain = await ask(issuer, issuer.opaqueToken(), signedType)
    expect(await plain.json()).toEqual({ active: false })
    issuer.fault('introspection', { kind: 'signed', overrides: { claims: { aud: 'x' } } })
    const signed = await ask(issuer, issuer.opaqueToken(), 'application/json')
    expect(decode(await signed.text()).payload).toMatchObject({ aud: 'x' })
  })

  test('may have its own members, and be about a token of your own', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.issueReferenceToken({ active: 'true', token_type: 'refresh_token' }, 'a.b')
    expect(token).toBe('a.b')
    const response = await ask(issuer, 'a.b', 'application/json')
    expect(await response.json()).toMatchObject({ active: 'true', token_type: 'refresh_token' })
  })

  test('is about JWTs of the issuer as well, until they are revoked', async () => {
    const issuer = await createTestIssuer()
    const [good, forged] = [await issuer.token(), await issuer.token({ defect: 'other-key' })]
    const active = async (token: string) =>
      ((await (await ask(issuer, token, '*/*')).json()) as { active: boolean }).active
    expect([await active(good), await active(forged)]).toEqual([true, false])
    issuer.revoke(good)
    expect(await active(good)).toBe(false)
  })
})

describe('requests at once', () => {
  test('are counted at their peak', async () => {
    const issuer = await createTestIssuer()
    issuer.fault('introspection', { kind: 'delay', milliseconds: 20 })
    const ask = () => introspect(issuer, { ...inBody, token: 'x' })
    await Promise.all([ask(), ask(), ask()])
    await ask()
    expect(issuer.requests.peak).toEqual({ discovery: 0, jwks: 0, introspection: 3 })
    issuer.requests.reset()
    expect(issuer.requests.peak.introspection).toBe(0)
  })

  test('that nobody waits for any more are not', async () => {
    const issuer = await createTestIssuer()
    issuer.fault('introspection', { kind: 'hang' })
    const ask = (signal: AbortSignal) => issuer.fetch(`${issuer.issuer}/introspect`, { signal })
    for (let call = 0; call < 3; call++) {
      await expect(ask(AbortSignal.timeout(5))).rejects.toThrow()
    }
    expect(issuer.requests.peak.introspection).toBe(1)
  })
})
