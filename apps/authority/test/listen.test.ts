import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type RunningAuthority, startAuthority } from '../src/index.js'
import { logIn, serviceToken } from './client.js'

const running: RunningAuthority[] = []

async function start(settings: { issuer?: string; port?: number } = {}) {
  const authority = await startAuthority({ host: '127.0.0.1', port: 0, ...settings })
  running.push(authority)
  return authority
}

async function getJson(url: string, headers: Record<string, string> = {}) {
  // Not fetch: it does not let a Host header be set.
  const chunks: Buffer[] = []
  await new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.on('data', (chunk) => chunks.push(chunk)).on('end', resolve)
    })
      .on('error', reject)
      .end()
  })
  return JSON.parse(Buffer.concat(chunks).toString())
}

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(running.splice(0).map((authority) => authority.close()))
})

describe('startAuthority', () => {
  it('is its own issuer on the port it got', async () => {
    const { url, issuer } = await start()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(issuer).toBe(url)
    const metadata = await getJson(`${url}/.well-known/openid-configuration`)
    expect(metadata).toMatchObject({
      issuer,
      jwks_uri: `${url}/jwks`,
      token_endpoint: `${url}/token`,
      introspection_endpoint: `${url}/token/introspection`,
      revocation_endpoint: `${url}/token/revocation`,
    })
    expect(await getJson(`${url}/.well-known/oauth-authorization-server`)).toEqual(metadata)
  })

  it('publishes one public ES256 and one public RS256 key, new at each start', async () => {
    const sets = await Promise.all(
      [await start(), await start()].map(({ url }) => getJson(`${url}/jwks`)),
    )
    for (const { keys } of sets) {
      expect(keys).toEqual([
        { alg: 'ES256', use: 'sig', kty: 'EC', crv: 'P-256', kid: any, x: any, y: any },
        { alg: 'RS256', use: 'sig', kty: 'RSA', kid: any, e: any, n: any },
      ])
    }
    const [first, second] = sets.map(({ keys }) => keys.map(({ kid }: { kid: string }) => kid))
    expect(first).not.toEqual(second)
  })

  it('speaks of its issuer, whatever host a request claims', async () => {
    const { url } = await start({ issuer: 'https://identity.example.com' })
    const metadata = await getJson(`${url}/.well-known/openid-configuration`, {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    })
    expect(metadata.issuer).toBe('https://identity.example.com')
    expect(metadata.token_endpoint).toBe('https://identity.example.com/token')
    expect(JSON.stringify(metadata)).not.toContain('evil')
  })

  it('names PORT when the port is taken', async () => {
    const { url } = await start()
    await expect(start({ port: Number(new URL(url).port) })).rejects.toThrow(/^PORT .*EADDRINUSE/)
  })

  it('prints nothing', async () => {
    const stdout = vi.spyOn(process.stdout, 'write')
    const consoles = (['log', 'info', 'warn', 'error'] as const).map((name) =>
      vi.spyOn(console, name),
    )
    const { issuer } = await start()
    await serviceToken(issuer, 'urn:portcullis:api1:reference', 'api1.read')
    await logIn(issuer, { scope: 'openid api1.read', resource: 'urn:portcullis:api1:jwt' })
    for (const spy of [stdout, ...consoles]) expect(spy).not.toHaveBeenCalled()
  })

  it('closes in spite of a client that holds its connection open', async () => {
    const { url, close } = await start()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    const ended = new Promise((resolve) => socket.once('close', resolve))
    running.length = 0
    await close()
    await ended
    await expect(fetch(url)).rejects.toThrow()
  })
})

const any = expect.any(String)
