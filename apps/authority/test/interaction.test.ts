import { describe, expect, it } from 'vitest'
import { Browser, logIn, redirectUri, text, verify } from './client.js'
import { runAuthority } from './running.js'

const authority = runAuthority()
const request = { scope: 'openid api1.read', resource: 'urn:portcullis:api1:jwt' }

async function accessToken(parameters: Record<string, string>, browser?: Browser) {
  const body = await logIn(authority.issuer, { ...request, ...parameters }, browser)
  const { payload } = await verify(authority.issuer, text(body, 'access_token'))
  return payload
}

describe('authorization code with PKCE', () => {
  it('yields an ID token and an access token for alice', async () => {
    const body = await logIn(authority.issuer, {
      ...request,
      nonce: 'n-1',
      max_age: '300',
      acr_values: 'urn:example:mfa',
    })
    expect(body.token_type).toBe('Bearer')
    const idToken = await verify(authority.issuer, text(body, 'id_token'))
    expect(idToken.protectedHeader.typ).not.toBe('at+jwt')
    expect(idToken.protectedHeader.alg).toBe('ES256')
    expect(idToken.payload).toMatchObject({
      iss: authority.issuer,
      sub: 'alice',
      aud: 'demo-app',
      nonce: 'n-1',
      acr: 'urn:example:mfa',
      auth_time: expect.any(Number),
    })
    const access = await verify(authority.issuer, text(body, 'access_token'))
    expect(access.protectedHeader.typ).toBe('at+jwt')
    expect(access.payload).toMatchObject({
      sub: 'alice',
      aud: 'api1',
      client_id: 'demo-app',
      scope: 'api1.read',
      role: 'admin',
      acr: 'urn:example:mfa',
    })
    expect(Math.abs(Number(access.payload.auth_time) - Date.now() / 1000)).toBeLessThan(30)
  })

  it('logs bob in when login_hint says so; he has no role', async () => {
    const payload = await accessToken({ login_hint: 'bob' })
    expect(payload.sub).toBe('bob')
    expect(payload).not.toHaveProperty('role')
  })

  it('changes the user within one browser session', async () => {
    const browser = new Browser()
    expect((await accessToken({}, browser)).sub).toBe('alice')
    expect((await accessToken({ login_hint: 'bob' }, browser)).sub).toBe('bob')
    expect((await accessToken({}, browser)).sub).toBe('bob')
  })

  it('gives the acr that was asked for, logging in again for a better one', async () => {
    const browser = new Browser()
    const weak = await accessToken({ acr_values: 'urn:example:password' }, browser)
    expect(weak.acr).toBe('urn:example:password')
    expect((await accessToken({}, browser)).acr).toBe('urn:example:password')
    const strong = await accessToken({ acr_values: 'urn:example:mfa' }, browser)
    expect(strong.acr).toBe('urn:example:mfa')
  })

  it('survives an acr that nobody knows', async () => {
    expect((await accessToken({ acr_values: 'urn:example:unknown' })).acr).toBe('urn:example:mfa')
  })

  it('logs in again when the login is older than max_age', async () => {
    const browser = new Browser()
    const first = await accessToken({}, browser)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect((await accessToken({}, browser)).auth_time).toBe(first.auth_time)
    const second = await accessToken({ max_age: '0' }, browser)
    expect(Number(second.auth_time)).toBeGreaterThan(Number(first.auth_time))
  })

  it('names the error when login_hint names nobody', async () => {
    const query = await new Browser().authorize(authority.issuer, {
      client_id: 'demo-app',
      response_type: 'code',
      redirect_uri: redirectUri,
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      scope: 'openid',
      login_hint: 'mallory',
    })
    expect(query.get('error')).toBe('access_denied')
    expect(query.get('code')).toBeNull()
  })

  it('refuses a request without PKCE', async () => {
    const query = await new Browser().authorize(authority.issuer, {
      client_id: 'demo-app',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid',
    })
    expect(query.get('error')).toBe('invalid_request')
  })

  it('answers an interaction that nobody began with 400', async () => {
    const response = await fetch(`${authority.issuer}/interaction/nothing`)
    expect(response.status).toBe(400)
  })
})
