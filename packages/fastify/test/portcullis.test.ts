import { describe, expect, it } from 'vitest'
import { portcullis, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

/** One guarded route that says whom it sees. */
const greeting = (more: Parameters<typeof issuer.options>[0] = {}) =>
  serve(async (app) => {
    await app.register(portcullis, issuer.options(more))
    app.get('/data', app.authorize(), (request) => ({ hello: request.auth.subject }))
  })

describe('the guard', () => {
  it('lets a good token pass and puts it on the request', async () => {
    const { send } = await greeting()
    const answer = await send({ path: '/data', token: await issuer.token() })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ hello: 'user-1' })
    expect(answer.lines('www-authenticate')).toEqual([])
  })

  it('challenges in every scheme, though Fastify keeps the last of two [R5, R8, R16, R23]', async () => {
    const { send } = await greeting({ publicUrl: 'https://api.example.com/v1' })
    const answer = await send({ path: '/data' })
    const metadata = 'https://api.example.com/.well-known/oauth-protected-resource/v1'
    expect(answer.status).toBe(401)
    expect(answer.lines('www-authenticate')).toEqual([
      `Bearer resource_metadata="${metadata}"`,
      expect.stringMatching(`^DPoP resource_metadata="${metadata}", algs="[^"]+"$`),
    ])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.lines('content-type')).toEqual(['application/json'])
    expect(JSON.parse(answer.body)).toEqual({})
  })

  it('says what is wrong with a bad token, on the wire and in the body [R21, R22]', async () => {
    const { send } = await greeting({ dpop: 'off' })
    const token = await issuer.running.token({ defect: 'tampered-signature' })
    const answer = await send({ path: '/data', token })
    expect(answer.status).toBe(401)
    const [challenge = '', ...others] = answer.lines('www-authenticate')
    expect(challenge).toMatch(/^Bearer error="invalid_token", error_description="[^"]+"/)
    expect(others).toEqual([])
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_token' })
    expect(answer.body + challenge).not.toContain(token)
  })

  it('refuses two Authorization headers, though Node shows one [R2, R3, A9, C3]', async () => {
    const { sendRaw } = await greeting()
    const line = `authorization: Bearer ${await issuer.token()}`
    const answer = await sendRaw(['GET /data HTTP/1.1', 'host: a', line, line])
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/^www-authenticate: Bearer error="invalid_request"/im)
  })

  it('answers HEAD as GET, without a body', async () => {
    const { send } = await greeting({ dpop: 'off' })
    const refused = await send({ method: 'HEAD', path: '/data' })
    expect(refused).toMatchObject({ status: 401, body: '' })
    expect(refused.lines('www-authenticate')).toEqual(['Bearer realm="api1"'])
    const token = await issuer.token()
    expect(await send({ method: 'HEAD', path: '/data', token })).toMatchObject({ status: 200 })
  })

  it('replaces what was set on the reply before, and keeps other fields', async () => {
    const { send } = await serve(async (app) => {
      app.addHook('onRequest', async (_request, reply) => {
        reply.headers({ 'content-type': 'text/html', 'cache-control': 'public', vary: 'Origin' })
      })
      await app.register(portcullis, issuer.options())
      app.get('/', () => 'secret')
    })
    const answer = await send()
    expect(answer.lines('content-type')).toEqual(['application/json'])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.lines('vary')).toEqual(['Origin'])
  })

  it('adds its own fields to the answers of a route, beside those of others', async () => {
    const nonce = { secrets: ['a secret of thirty-two characters'] }
    const { send } = await serve(async (app) => {
      app.addHook('onRequest', async (_request, reply) => {
        reply.header('cache-control', 'private')
      })
      await app.register(portcullis, issuer.options({ dpop: { nonce } }))
      app.get('/', () => 'good')
      app.get('/bug', () => Promise.reject(new Error('a bug in a handler')))
    })
    const token = await issuer.token()
    for (const [path, status] of [
      ['/', 200],
      ['/bug', 500],
    ] as const) {
      const answer = await send({ path, token })
      expect(answer.status).toBe(status)
      expect(answer.lines('dpop-nonce')).toEqual([expect.stringMatching(/./)])
      expect(answer.lines('cache-control')).toEqual(['private', 'no-store'])
    }
  })

  it('runs before other hooks see a refused request, and Fastify still ends it', async () => {
    const seen: string[] = []
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.addHook('preParsing', async () => {
        seen.push('preParsing')
      })
      app.addHook('onSend', async (_request, reply) => {
        seen.push(`onSend ${reply.statusCode}`)
      })
      app.addHook('onResponse', async () => {
        seen.push('onResponse')
      })
      app.get('/', () => 'secret')
    })
    await send()
    expect(seen).toEqual(['onSend 401', 'onResponse'])
  })

  it('works through inject', async () => {
    const token = await issuer.token()
    await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.get('/', { config: { auth: scopes('api1.read') } }, (request) => request.auth.subject)
      const headers = { authorization: `Bearer ${token}` }
      expect(await app.inject({ url: '/', headers })).toMatchObject({ body: 'user-1' })
      expect(await app.inject({ url: '/' })).toMatchObject({ statusCode: 401 })
    })
  })
})
