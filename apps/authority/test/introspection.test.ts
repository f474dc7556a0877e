import { describe, expect, it } from 'vitest'
import { answer, api1, introspect, logIn, post, service, serviceToken, text } from './client.js'
import { runAuthority } from './running.js'

const authority = runAuthority()
const reference = 'urn:portcullis:api1:reference'

describe('introspection', () => {
  it('tells the API about a token for it', async () => {
    const token = await serviceToken(authority.issuer, reference, 'api1.read api1.write')
    expect(await introspect(authority.issuer, token)).toEqual({
      active: true,
      iss: authority.issuer,
      aud: 'api1',
      client_id: 'service',
      scope: 'api1.read api1.write',
      token_type: 'Bearer',
      iat: expect.any(Number),
      exp: expect.any(Number),
    })
  })

  it("tells the API about a user's token, role and login included", async () => {
    const body = await logIn(authority.issuer, { scope: 'openid api1.read', resource: reference })
    expect(await introspect(authority.issuer, text(body, 'access_token'))).toMatchObject({
      active: true,
      sub: 'alice',
      client_id: 'demo-app',
      role: 'admin',
      acr: 'urn:example:mfa',
      auth_time: expect.any(Number),
    })
  })

  it.each([
    ['about a token for another audience', 'urn:portcullis:local:reference', api1],
    ['to another client', reference, service],
  ])('says nothing %s', async (_, resource, asker) => {
    const token = await serviceToken(authority.issuer, resource, 'api1.read')
    expect(await introspect(authority.issuer, token, asker)).toEqual({ active: false })
  })

  it('knows nothing of a token that was never issued', async () => {
    expect(await introspect(authority.issuer, 'nonsense')).toEqual({ active: false })
  })

  it('refuses a wrong secret with 401', async () => {
    const url = `${authority.issuer}/token/introspection`
    const response = await post(url, { token: 'any' }, { id: 'api1', secret: 'wrong' })
    expect(response.status).toBe(401)
  })
})

describe('revocation', () => {
  it('makes a token inactive', async () => {
    const token = await serviceToken(authority.issuer, reference, 'api1.read')
    expect(await introspect(authority.issuer, token)).toMatchObject({ active: true })
    const response = await post(`${authority.issuer}/token/revocation`, { token }, service)
    expect(response.status).toBe(200)
    expect(await introspect(authority.issuer, token)).toEqual({ active: false })
  })

  it('leaves the tokens of another client alone', async () => {
    const token = await serviceToken(authority.issuer, reference, 'api1.read')
    await post(`${authority.issuer}/token/revocation`, { token }, api1)
    expect(await introspect(authority.issuer, token)).toMatchObject({ active: true })
  })

  it('says plainly that a JWT cannot be revoked', async () => {
    const token = await serviceToken(authority.issuer, 'urn:portcullis:api1:jwt', 'api1.read')
    const response = await post(`${authority.issuer}/token/revocation`, { token }, service)
    expect(response.status).toBe(400)
    expect(await answer(response)).toMatchObject({ error: 'unsupported_token_type' })
  })
})
