import { describe, expect, it } from 'vitest'
import { createHolder } from './holder.js'
import { startBoth } from './running.js'

const everyLoopback = '127.0.0.0/8'
const elsewhere = '10.0.0.0/8'
const forwarded = { 'x-forwarded-host': 'api.example.com', 'x-forwarded-proto': 'https' }
const publicUrl = 'https://api.example.com/me'

/** Sends a token with a proof for this URL. */
async function start(variables: Readonly<Record<string, string>> = {}) {
  const { api, issuer } = await startBoth(variables)
  const holder = await createHolder(api, issuer)
  const send = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    holder.send({ proof: holder.prove({ url }), headers })
  return { api, issuer, holder, send }
}

describe('PUBLIC_URL', () => {
  const PUBLIC_URL = 'https://api.example.com/v1'

  it('is where proofs are for, with its prefix before the path that came [R104]', async () => {
    const { api, send } = await start({ PUBLIC_URL })
    expect((await send(`${PUBLIC_URL}/me`)).status).toBe(200)
    expect((await send('https://API.example.com:443/v1/me?a=b')).status).toBe(200)
    expect((await send(`${api.url}/me`)).status).toBe(401)
    expect((await send('https://api.example.com/me')).status).toBe(401)
    expect(api.codes()).toEqual(['dpop_url_mismatch', 'dpop_url_mismatch'])
  })

  it('is moved by no header, not even of a trusted proxy [R104, A16]', async () => {
    const { send } = await start({ PUBLIC_URL, TRUSTED_PROXIES: everyLoopback })
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
    expect((await send(`${PUBLIC_URL}/me`, headers)).status).toBe(200)
    expect((await send('https://evil.example/v1/me', headers)).status).toBe(401)
    expect((await send('http://evil.example/me', headers)).status).toBe(401)
  })

  it('with a slash at its end is the same', async () => {
    const { send } = await start({ PUBLIC_URL: `${PUBLIC_URL}/` })
    expect((await send(`${PUBLIC_URL}/me`)).status).toBe(200)
  })
})

describe('without PUBLIC_URL', () => {
  it('proofs are for the host of the request, challenges speak of the address [A16, R166]', async () => {
    const { api, send, holder } = await start()
    const named = api.url.replace('127.0.0.1', 'localhost')
    const headers = { host: new URL(named).host }
    expect((await send(`${named}/me`, headers)).status).toBe(200)
    expect((await send(`${named}/me`)).status).toBe(401)
    const refused = await holder.send({ headers: { host: 'evil.example' } })
    expect(refused.status).toBe(401)
    for (const challenge of refused.lines('www-authenticate')) {
      expect(challenge).toContain(`resource_metadata="${api.url}/.well-known/`)
    }
  })

  it('a trusted proxy says which URL the client used', async () => {
    const { api, send } = await start({ TRUSTED_PROXIES: everyLoopback })
    expect((await send(publicUrl, forwarded)).status).toBe(200)
    expect((await send(`${api.url}/me`)).status).toBe(200)
    expect((await send(`${api.url}/me`, forwarded)).status).toBe(401)
    const headers = { ...forwarded, 'x-forwarded-host': 'evil.example, api.example.com' }
    expect((await send(publicUrl, headers)).status).toBe(200)
    expect((await send('https://evil.example/me', headers)).status).toBe(401)
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ['nobody is trusted', {}],
    ['others are trusted', { TRUSTED_PROXIES: elsewhere }],
  ])('a stranger moves nothing where %s [A16]', async (_what, variables) => {
    const { api, send } = await start(variables)
    expect((await send(publicUrl, forwarded)).status).toBe(401)
    expect((await send(`${api.url}/me`, forwarded)).status).toBe(200)
  })

  it('metadata and challenges follow no forwarded host [A16, R166]', async () => {
    const { api } = await start({ TRUSTED_PROXIES: everyLoopback })
    const challenges = (await api.send({ headers: forwarded })).lines('www-authenticate')
    const path = '/.well-known/oauth-protected-resource'
    const document = await api.send({ path, headers: forwarded })
    expect(document.json).toMatchObject({ resource: api.url })
    expect(challenges.join()).not.toContain('example.com')
  })
})

describe('a hostile Host', () => {
  const hosts = [
    'evil.example/path',
    'user@evil.example',
    'evil.example?query',
    'evil.example#fragment',
    'evil.example\\@api.example',
    'a b',
    'evil.example:port',
    'evil.example:99999',
    'one.example, two.example',
    '[::1',
    '<script>',
    '"quoted"',
  ]

  it.each(hosts)('%j is 400, whatever else the request has [R104, A16]', async (host) => {
    const { api, issuer } = await start()
    const token = await issuer.token()
    for (const sent of [{}, { token }, { path: '/public' }]) {
      const answer = await api.send({ ...sent, headers: { host } })
      expect([answer.status, answer.json]).toMatchObject([400, { error: 'invalid_request' }])
      expect(answer.text + answer.lines('www-authenticate').join()).not.toContain(host)
    }
    expect((await api.send({ path: '/health', headers: { host } })).status).toBe(200)
  })

  // A proxy behind another appends: the last of a list is its own word.
  const forwardedHosts = hosts.filter((host) => !host.includes(','))

  it.each(forwardedHosts)(
    '%j is 400 also from a trusted proxy, and nothing from others',
    async (host) => {
      const trusting = await start({ TRUSTED_PROXIES: everyLoopback })
      const headers = { 'x-forwarded-host': host }
      const refused = await trusting.api.send({ headers, token: await trusting.issuer.token() })
      expect(refused.status).toBe(400)
      const { api, issuer } = await start()
      expect((await api.send({ headers, token: await issuer.token() })).status).toBe(200)
    },
  )

  it.each([
    ['two', 'host: a\r\nhost: b\r\n'],
    ['the same twice', 'host: a\r\nhost: a\r\n'],
    ['none', ''],
  ])('%s is 400', async (_what, fields) => {
    const { api, issuer } = await start()
    const authorization = `authorization: Bearer ${await issuer.token()}\r\n`
    const request = `GET /me HTTP/1.1\r\n${fields}${authorization}connection: close\r\n\r\n`
    expect(await api.sendRaw(request)).toMatch(/^HTTP\/1\.1 400 /)
  })
})
