import { describe, expect, it } from 'vitest'
import { startApi, startBoth } from './running.js'

describe('routes that need nothing', () => {
  it('answer without a token and without an issuer', async () => {
    const api = await startApi({ issuer: 'http://127.0.0.1:9' })
    expect(await api.send({ path: '/health' })).toMatchObject({ status: 200 })
    expect(await api.send({ path: '/public' })).toMatchObject({
      status: 200,
      json: { authenticated: false },
    })
    expect((await api.send({ path: '/.well-known/oauth-protected-resource' })).status).toBe(200)
  })

  it.each(['/', '/nothing', '/admin/more', '/.well-known/other'])(
    '%s is 404 in JSON, token or not',
    async (path) => {
      const { api, issuer } = await startBoth()
      for (const token of [undefined, await issuer.token()]) {
        const answer = await api.send({ path, ...(token === undefined ? {} : { token }) })
        expect(answer).toMatchObject({ status: 404, json: { error: 'not_found' } })
        expect(answer.lines('x-powered-by')).toEqual([])
      }
    },
  )

  it('takes a path that does not decode for the fault of the client', async () => {
    const { api } = await startBoth()
    expect(await api.send({ path: '/items/%zz' })).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    })
    expect(api.log).toEqual([])
  })
})

describe('GET /public', () => {
  it('says whether a token came, and refuses a bad one all the same', async () => {
    const { api, issuer } = await startBoth()
    const good = await issuer.token()
    const bad = await issuer.token({ defect: 'tampered-payload' })
    expect((await api.send({ path: '/public' })).json).toEqual({ authenticated: false })
    expect((await api.send({ path: '/public', token: good })).json).toEqual({ authenticated: true })
    expect((await api.send({ path: '/public', token: bad })).status).toBe(401)
  })
})

describe('GET /me and GET /items/:id', () => {
  it.each(['/me', '/items/7'])('%s describes the token', async (path) => {
    const { api, issuer } = await startBoth()
    const exp = Math.floor(Date.now() / 1000) + 60
    const token = await issuer.token({ claims: { scope: ['a', 'b'], exp } })
    const answer = await api.send({ path, token })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      subject: 'user-1',
      clientId: 'client-1',
      issuer: issuer.issuer,
      audience: ['api1'],
      scopes: ['a', 'b'],
      format: 'jwt',
      binding: 'none',
      expiresAt: exp,
    })
  })

  it('says null for what a token of a service does not have', async () => {
    const { api, issuer } = await startBoth()
    const token = await issuer.token({ remove: ['sub', 'client_id', 'scope'] })
    expect((await api.send({ token })).json).toMatchObject({
      subject: null,
      clientId: null,
      scopes: [],
    })
  })

  it('accepts each of several issuers and audiences, and no other', async () => {
    const first = await startBoth()
    const second = await startBoth()
    const api = await startApi(
      { issuer: `${first.issuer.issuer} ${second.issuer.issuer}` },
      { AUDIENCE: 'api1 api2' },
    )
    const tokens = await Promise.all([
      first.issuer.token(),
      second.issuer.token({ claims: { aud: ['api2', 'another'] } }),
      second.issuer.token({ claims: { aud: 'api3' } }),
      second.issuer.token({ claims: { iss: first.issuer.issuer } }),
    ])
    const answers = await Promise.all(tokens.map((token) => api.send({ token })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401])
  })
})

describe('routes with a policy', () => {
  it.each([
    ['GET', '/data', {}, 200],
    ['GET', '/data', { scope: 'api1.write' }, 403],
    ['HEAD', '/data', {}, 200],
    ['POST', '/data', {}, 403],
    ['POST', '/data', { scope: 'api1.write' }, 201],
    ['GET', '/admin', {}, 403],
    ['GET', '/admin', { scope: 'api1.admin' }, 200],
    ['GET', '/admin', { role: 'admin' }, 200],
    ['GET', '/admin', { role: ['user', 'admin'] }, 200],
    ['GET', '/admin', { role: 'administrator' }, 403],
    ['GET', '/admin', { role: { admin: true } }, 403],
  ])('%s %s with %j is %i', async (method, path, claims, status) => {
    const { api, issuer } = await startBoth()
    const token = await issuer.token({ claims })
    expect((await api.send({ method, path, token })).status).toBe(status)
    expect((await api.send({ method, path })).status).toBe(401)
  })

  it('names the scope on the wire, and the reason in the log [R22]', async () => {
    const { api, issuer } = await startBoth()
    const answer = await api.send({ method: 'POST', path: '/data', token: await issuer.token() })
    expect(answer.lines('www-authenticate')).toEqual([
      expect.stringMatching(
        /^Bearer error="insufficient_scope", .*scope="api1\.write", .*resource_metadata="http:/,
      ),
    ])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.json).toMatchObject({ error: 'insufficient_scope' })
    expect(api.log.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: 'denial', code: 'scope_insufficient', status: 403 }),
    ])
  })
})

describe('the metadata', () => {
  it('speaks of the address listened on, and challenges point to it', async () => {
    const { api, issuer } = await startBoth()
    const answer = await api.send({ headers: { host: 'evil.example' } })
    const url = `${api.url}/.well-known/oauth-protected-resource`
    expect(answer.lines('www-authenticate')).toEqual([
      `Bearer resource_metadata="${url}"`,
      expect.stringMatching(new RegExp(`^DPoP resource_metadata="${url}", algs="[A-Za-z0-9 ]+"$`)),
    ])
    expect(await (await fetch(url)).json()).toMatchObject({
      resource: api.url,
      authorization_servers: [issuer.issuer],
    })
  })

  it('is served in the path-aware form of PUBLIC_URL too', async () => {
    const { api } = await startBoth({ PUBLIC_URL: 'https://api.example.com/v1' })
    for (const suffix of ['', '/v1']) {
      const path = `/.well-known/oauth-protected-resource${suffix}`
      expect((await api.send({ path })).json).toMatchObject({
        resource: 'https://api.example.com/v1',
      })
    }
    for (const challenge of (await api.send()).lines('www-authenticate')) {
      expect(challenge).toContain(
        ' resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/v1"',
      )
    }
  })
})

describe('a CORS preflight', () => {
  it.each(['/me', '/data', '/public', '/admin'])('for %s passes [R10, A42]', async (path) => {
    const { api } = await startBoth()
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
    const answer = await api.send({ method: 'OPTIONS', path, headers })
    expect(answer.status).toBe(204)
    expect(answer.lines('access-control-allow-origin')).toEqual([])
  })
})
