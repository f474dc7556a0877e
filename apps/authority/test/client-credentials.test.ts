import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { answer, api1, post, service, serviceToken, text, verify } from './client.js'
import { runAuthority } from './running.js'

const authority = runAuthority()

describe('client credentials', () => {
  it.each([
    ['urn:portcullis:api1:jwt', 'api1', 'ES256', 600],
    ['urn:portcullis:api1:jwt-rs256', 'api1', 'RS256', 600],
    ['urn:portcullis:api1:jwt-short', 'api1', 'ES256', 2],
    ['urn:portcullis:api2:jwt', 'api2', 'ES256', 600],
    ['urn:portcullis:local:jwt', 'local', 'ES256', 600],
    ['urn:portcullis:other:jwt', 'other', 'ES256', 600],
  ])('%s yields an RFC 9068 token', async (resource, audience, alg, lifetimeSeconds) => {
    const token = await serviceToken(authority.issuer, resource, 'api1.read local-api')
    const { payload, protectedHeader } = await verify(authority.issuer, token)
    expect(protectedHeader).toMatchObject({ typ: 'at+jwt', alg })
    expect(payload).toMatchObject({
      iss: authority.issuer,
      aud: audience,
      sub: 'service',
      client_id: 'service',
      scope: 'api1.read local-api',
      jti: expect.any(String),
    })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(lifetimeSeconds)
  })

  it.each(['urn:portcullis:api1:reference', 'urn:portcullis:local:reference'])(
    '%s yields an opaque token',
    async (resource) => {
      const token = await serviceToken(authority.issuer, resource, 'api1.read')
      expect(token).toMatch(/^[\w-]{43}$/)
    },
  )

  it('grants each of the four scopes and no other', async () => {
    const all = 'api1.read api1.write api1.admin local-api'
    const token = await serviceToken(authority.issuer, 'urn:portcullis:api1:jwt', `${all} nonsense`)
    const { payload } = await verify(authority.issuer, token)
    expect(payload.scope).toBe(all)
  })

  it.each([{ resource: 'urn:portcullis:nobody:jwt' }, {}])(
    'answers %j with the resources that there are',
    async (resource) => {
      const form = { grant_type: 'client_credentials', ...resource }
      const response = await post(`${authority.issuer}/token`, form, service)
      expect(response.status).toBe(400)
      expect(await answer(response)).toEqual({
        error: 'invalid_target',
        error_description: expect.stringContaining('urn:portcullis:api1:reference'),
      })
    },
  )

  it.each([
    ['a wrong secret', { id: 'service', secret: 'wrong' }],
    ['an unknown client', { id: 'nobody', secret: 'service-secret' }],
  ])('refuses %s with 401', async (_, credentials) => {
    const form = { grant_type: 'client_credentials', resource: 'urn:portcullis:api1:jwt' }
    const response = await post(`${authority.issuer}/token`, form, credentials)
    expect(response.status).toBe(401)
    expect(await answer(response)).toMatchObject({ error: 'invalid_client' })
  })

  it('refuses the introspection client a token', async () => {
    const form = { grant_type: 'client_credentials', resource: 'urn:portcullis:api1:jwt' }
    const response = await post(`${authority.issuer}/token`, form, api1)
    expect(response.status).toBe(400)
    expect(await answer(response)).toEqual({
      error: 'invalid_request',
      error_description: 'requested grant type is not allowed for this client',
    })
  })

  it('binds a token to the key of a DPoP proof', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = await exportJWK(publicKey)
    const url = `${authority.issuer}/token`
    const proof = await new SignJWT({ htm: 'POST', htu: url, jti: crypto.randomUUID() })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt()
      .sign(privateKey)
    const form = { grant_type: 'client_credentials', resource: 'urn:portcullis:api1:jwt' }
    const body = await answer(await post(url, form, service, { dpop: proof }))
    expect(body.token_type).toBe('DPoP')
    const { payload } = await verify(authority.issuer, text(body, 'access_token'))
    expect(payload.cnf).toEqual({ jkt: await calculateJwkThumbprint(jwk) })
  })
})
