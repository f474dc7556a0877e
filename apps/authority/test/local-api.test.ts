import { once } from 'node:events'
import { request } from 'node:http'
import { createProofKey, proofs } from '@portcullis/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LocalSettings, type RunningAuthority, startAuthority } from '../src/index.js'
import { answer, logIn, post, service, serviceToken, text, verify } from './client.js'

const running: RunningAuthority[] = []

beforeEach(() => {
  // The log of refusals.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(running.splice(0).map((authority) => authority.close()))
})

async function start(local?: LocalSettings): Promise<string> {
  const authority = await startAuthority({ host: '127.0.0.1', port: 0, ...(local && { local }) })
  running.push(authority)
  return authority.url
}

const forms = ['urn:portcullis:local:jwt', 'urn:portcullis:local:reference'] as const
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

describe.each(forms)('the local API, with a token for %s', (resource) => {
  it('says who it is', async () => {
    const url = await start()
    const token = await serviceToken(url, resource, 'local-api')
    const response = await fetch(`${url}/local/me`, bearer(token))
    expect(response.status).toBe(200)
    expect(await answer(response)).toEqual({
      subject: resource.endsWith('jwt') ? 'service' : null,
      clientId: 'service',
      issuer: url,
      audience: ['local'],
      scopes: ['local-api'],
      format: 'local',
      binding: 'none',
      expiresAt: expect.any(Number),
    })
  })

  it('gives its data', async () => {
    const url = await start()
    const token = await serviceToken(url, resource, 'local-api api1.read')
    const response = await fetch(`${url}/local/data`, bearer(token))
    expect(response.status).toBe(200)
    expect(await answer(response)).toEqual({ data: ['one', 'two'] })
  })

  it('takes the token of a user, until the grant is revoked', async () => {
    const url = await start()
    const body = await logIn(url, { scope: 'openid local-api', resource })
    const token = text(body, 'access_token')
    const me = await answer(await fetch(`${url}/local/me`, bearer(token)))
    expect(me).toMatchObject({ subject: 'alice', clientId: 'demo-app', scopes: ['local-api'] })
    const [authority] = running
    const grants = authority?.provider.Grant.adapter
    const { payload } = resource.endsWith('jwt')
      ? await verify(url, token)
      : { payload: { 'urn:portcullis:standing': await storedGrant(token) } }
    const { grant } = payload['urn:portcullis:standing'] as { grant: string }
    expect(await grants?.find(grant)).toBeDefined()
    await grants?.destroy(grant)
    const response = await fetch(`${url}/local/me`, bearer(token))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/)
  })

  it('wants its scope: 403 with a challenge', async () => {
    const url = await start()
    const token = await serviceToken(url, resource, 'api1.read')
    for (const path of ['/local/me', '/local/data']) {
      const response = await fetch(`${url}${path}`, bearer(token))
      expect(response.status).toBe(403)
      expect(response.headers.get('www-authenticate')).toMatch(
        /^Bearer error="insufficient_scope".*scope="local-api"/,
      )
    }
  })

  it('can want another scope', async () => {
    const url = await start({ scope: 'api1.read' })
    const good = await serviceToken(url, resource, 'api1.read')
    const other = await serviceToken(url, resource, 'local-api')
    expect((await fetch(`${url}/local/me`, bearer(good))).status).toBe(200)
    expect((await fetch(`${url}/local/me`, bearer(other))).status).toBe(403)
  })

  it('takes a DPoP token with its proof, and not without', async () => {
    const url = await start()
    const key = createProofKey()
    const dpop = proofs.forge({ key, method: 'POST', url: `${url}/token` })
    const form = { grant_type: 'client_credentials', resource, scope: 'local-api' }
    const token = text(
      await answer(await post(`${url}/token`, form, service, { dpop })),
      'access_token',
    )
    const send = (scheme: string, headers: Record<string, string>) =>
      fetch(`${url}/local/me`, { headers: { authorization: `${scheme} ${token}`, ...headers } })
    const proof = proofs.forge({ key, url: `${url}/local/me`, token })
    const taken = await send('DPoP', { dpop: proof })
    expect(await answer(taken)).toMatchObject({ format: 'local', binding: 'dpop' })
    expect((await send('DPoP', { dpop: proof })).status).toBe(401)
    expect((await send('DPoP', {})).status).toBe(401)
    expect((await send('Bearer', {})).status).toBe(401)
  })

  it('can want a proof', async () => {
    const url = await start({ scope: 'local-api', dpop: { mode: 'required' } })
    const token = await serviceToken(url, resource, 'local-api')
    const response = await fetch(`${url}/local/me`, bearer(token))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP /)
  })
})

/** What a stored token of the one authority that runs stands on. */
async function storedGrant(token: string) {
  const found = await running[0]?.provider.AccessToken.find(token)
  return { grant: found?.grantId }
}

describe('the local API', () => {
  it('forgets a reference token that was revoked', async () => {
    const url = await start()
    const token = await serviceToken(url, 'urn:portcullis:local:reference', 'local-api')
    expect((await fetch(`${url}/local/me`, bearer(token))).status).toBe(200)
    await post(`${url}/token/revocation`, { token }, service)
    expect((await fetch(`${url}/local/me`, bearer(token))).status).toBe(401)
  })

  it.each(['urn:portcullis:api1:jwt', 'urn:portcullis:api1:reference'])(
    'refuses a token for %s',
    async (resource) => {
      const url = await start()
      const token = await serviceToken(url, resource, 'local-api')
      const response = await fetch(`${url}/local/me`, bearer(token))
      expect(response.status).toBe(401)
      expect(await answer(response)).toMatchObject({ error: 'invalid_token' })
    },
  )

  it('leaves tokens for others as they are', async () => {
    const url = await start()
    const token = await serviceToken(url, 'urn:portcullis:api1:jwt', 'local-api')
    const { payload } = await verify(url, token)
    expect(Object.keys(payload).filter((name) => name.startsWith('urn:'))).toEqual([])
  })

  it('tells a stranger what it takes, and where to read more', async () => {
    const url = await start()
    const response = await fetch(`${url}/local/me`)
    expect(response.status).toBe(401)
    const challenge = response.headers.get('www-authenticate') ?? ''
    const address = `${url}/.well-known/oauth-protected-resource/local`
    for (const scheme of ['Bearer', 'DPoP']) {
      expect(challenge).toContain(`${scheme} scope="local-api", resource_metadata="${address}"`)
    }
    expect(challenge).not.toContain('error')
    expect(await answer(await fetch(address))).toMatchObject({
      resource: `${url}/local`,
      authorization_servers: [url],
    })
  })

  it('[R219, A43] is reached by the names of this machine alone', async () => {
    const url = await start()
    const token = await serviceToken(url, 'urn:portcullis:local:jwt', 'local-api')
    const authorization = `Bearer ${token}`
    const { port } = new URL(url)
    expect(await statusFor(url, { authorization, host: `localhost:${port}` })).toBe(200)
    expect(await statusFor(url, { authorization, host: `rebound.example:${port}` })).toBe(403)
    expect(await statusFor(url, { authorization, origin: 'https://evil.example' })).toBe(403)
  })

  it('is two routes, and the provider serves the rest', async () => {
    const url = await start()
    expect((await fetch(`${url}/local/other`)).status).toBe(404)
    expect((await fetch(`${url}/local`)).status).toBe(404)
    expect((await fetch(`${url}/jwks`)).status).toBe(200)
  })
})

/** Not fetch: it does not let a Host header be set. */
async function statusFor(url: string, headers: Record<string, string>): Promise<number> {
  const outgoing = request(`${url}/local/me`, { headers, agent: false }).end()
  const [response] = await once(outgoing, 'response')
  response.resume()
  return response.statusCode
}
