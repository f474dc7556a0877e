import { describe, expect, test } from 'vitest'
import { createTestIssuer, type TestIssuer } from '../../src/index.js'

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
