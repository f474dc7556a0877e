import { describe, expect, it, vi } from 'vitest'
import { ConfigurationError, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

/** One guarded route that says whom it sees. */
const greeting = (more: Parameters<typeof issuer.options>[0] = {}) =>
  serve((app) => {
    app.get('/data', protect(issuer.options(more)), (req, res) => {
      res.json({ hello: req.auth.subject })
    })
  })

describe('protect', () => {
  it('lets a good token pass and puts it on the request', async () => {
    const { send } = await greeting()
    const answer = await send({ path: '/data', token: await issuer.token() })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ hello: 'user-1' })
    expect(answer.lines('www-authenticate')).toEqual([])
  })

  it('challenges a request without credentials, one field line per scheme, without blame [R5, R8, R16, R23]', async () => {
    const { send } = await greeting({ publicUrl: 'https://api.example.com/v1' })
    const answer = await send({ path: '/data' })
    expect(answer.status).toBe(401)
    const where = 'https://api.example.com/.well-known/oauth-protected-resource/v1'
    expect(answer.lines('www-authenticate')).toEqual([
      `Bearer resource_metadata="${where}"`,
      expect.stringMatching(/^DPoP (?!.*error=)/),
    ])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.lines('content-type')).toEqual(['application/json'])
    expect(JSON.parse(answer.body)).toEqual({})
  })

  it('says what is wrong with a bad token, on the wire and in the body [R21, R22]', async () => {
    const { send } = await greeting()
    const token = await issuer.running.token({ defect: 'tampered-signature' })
    const answer = await send({ path: '/data', token })
    expect(answer.status).toBe(401)
    const challenges = answer.lines('www-authenticate')
    expect(challenges).toEqual([
      expect.stringMatching(/^Bearer error="invalid_token", error_description="[^"]+"/),
      expect.stringMatching(/^DPoP (?!.*error=)/),
    ])
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_token' })
    expect(answer.body + challenges).not.toContain(token)
  })

  it('names the scope that is missing [R22, A41]', async () => {
    const { send } = await serve((app) => {
      const policy = scopes('api1.read', 'api1.write')
      app.get('/', protect(issuer.options(), { policy }), (_req, res) => res.end())
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(403)
    expect(answer.lines('www-authenticate')).toEqual([
      expect.stringMatching(/^Bearer error="insufficient_scope".* scope="api1\.read api1\.write"/),
    ])
    const good = await issuer.token({ scope: 'api1.write api1.read' })
    expect((await send({ token: good })).status).toBe(200)
  })

  it('refuses two Authorization headers, though Express shows one [R2, R3, A9, C3]', async () => {
    const { sendRaw } = await greeting()
    const line = `authorization: Bearer ${await issuer.token()}`
    const answer = await sendRaw(['GET /data HTTP/1.1', 'host: a', line, line])
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/^WWW-Authenticate: Bearer error="invalid_request"/m)
  })

  it('answers HEAD as GET, without a body', async () => {
    const { send } = await greeting({ dpop: 'off' })
    const refused = await send({ method: 'HEAD', path: '/data' })
    expect(refused).toMatchObject({ status: 401, body: '' })
    expect(refused.lines('www-authenticate')).toEqual(['Bearer realm="api1"'])
    const token = await issuer.token()
    expect(await send({ method: 'HEAD', path: '/data', token })).toMatchObject({ status: 200 })
  })

  it('replaces what was set on the response before, and keeps other fields', async () => {
    const { send } = await serve((app) => {
      app.use((_req, res, next) => {
        res.set({ 'Content-Type': 'text/html', 'Cache-Control': 'public', Vary: 'Origin' })
        next()
      })
      app.use(protect(issuer.options()))
    })
    const answer = await send()
    expect(answer.lines('content-type')).toEqual(['application/json'])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.lines('vary')).toEqual(['Origin'])
  })

  it('looks at a request once, however often it passes the same guard', async () => {
    const guard = issuer.guard()
    const judged = vi.spyOn(guard, 'judge')
    const asked = vi.spyOn(guard, 'authorize')
    const { send } = await serve((app) => {
      app.use(protect(guard))
      app.get('/', protect(guard, { policy: scopes('api1.read') }), (_req, res) => res.end())
      app.get('/write', protect(guard, { policy: scopes('api1.write') }))
    })
    const token = await issuer.token()
    expect((await send({ token })).status).toBe(200)
    expect(judged).toHaveBeenCalledTimes(1)
    expect(asked.mock.calls.map(([, access]) => access?.token.subject)).toEqual(['user-1'])
    expect((await send({ path: '/write', token })).status).toBe(403)
  })
})

describe('protect, given what cannot work,', () => {
  it('fails when it is created, not at a request', () => {
    const wrong = { issuer: 'http://identity.example.com', audience: 'api1' }
    expect(() => protect(wrong)).toThrow(ConfigurationError)
  })

  it.each([undefined, null, 'https://identity.example.com', 42])('refuses %j', (options) => {
    expect(() => protect(options as never)).toThrow(ConfigurationError)
  })

  it.each([
    ['a policy', scopes('api1.read')],
    ['a policy function', () => false],
    ['an unknown member', { scopes: ['api1.read'] }],
    ['null', null],
  ])('does not overlook %s in the place of the requirement', (_what, requirement) => {
    const options = { issuer: 'https://identity.example.com', audience: 'api1' }
    expect(() => protect(options, requirement as never)).toThrow(/write \{ policy: scopes/)
  })
})
