import { describe, expect, it } from 'vitest'
import { ConfigurationError, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

/** An app behind a guard that says whom it sees. */
const greeting = (more: Parameters<typeof issuer.options>[0] = {}) =>
  serve((app) =>
    app.use(protect(issuer.options(more))).use((ctx) => {
      ctx.body = { hello: ctx.state.auth.subject }
    }),
  )

describe('protect', () => {
  it('lets a good token pass and puts it on the state', async () => {
    const { send } = await greeting()
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ hello: 'user-1' })
    expect(answer.lines('www-authenticate')).toEqual([])
  })

  it('challenges in every scheme, without blame [R5, R8, R16, R23]', async () => {
    const { send } = await greeting({ publicUrl: 'https://api.example.com/v1' })
    const answer = await send()
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
    const answer = await send({ token })
    expect(answer.status).toBe(401)
    const [challenge = '', ...others] = answer.lines('www-authenticate')
    expect(challenge).toMatch(/^Bearer error="invalid_token", error_description="[^"]+"/)
    expect(others).toEqual([])
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_token' })
    expect(answer.body + challenge).not.toContain(token)
  })

  it('names the scope that is missing [R22, A41]', async () => {
    const { send } = await serve((app) => {
      const policy = scopes('api1.read', 'api1.write')
      app.use(protect(issuer.options(), { policy })).use((ctx) => {
        ctx.body = 'secret'
      })
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(403)
    expect(answer.lines('www-authenticate')).toEqual([
      expect.stringMatching(/^Bearer error="insufficient_scope".* scope="api1\.read api1\.write"/),
    ])
    const good = await issuer.token({ scope: 'api1.write api1.read' })
    expect((await send({ token: good })).status).toBe(200)
  })

  it('refuses two Authorization headers, though Node shows one [R2, R3, A9, C3]', async () => {
    const { sendRaw } = await greeting()
    const line = `authorization: Bearer ${await issuer.token()}`
    const answer = await sendRaw(['GET / HTTP/1.1', 'host: a', line, line])
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/^www-authenticate: Bearer error="invalid_request"/im)
  })

  it('answers HEAD as GET, without a body', async () => {
    const { send } = await greeting({ dpop: 'off' })
    const refused = await send({ method: 'HEAD' })
    expect(refused).toMatchObject({ status: 401, body: '' })
    expect(refused.lines('www-authenticate')).toEqual(['Bearer realm="api1"'])
    const token = await issuer.token()
    expect(await send({ method: 'HEAD', token })).toMatchObject({ status: 200 })
  })

  it('replaces what was set on the response before, and keeps other fields', async () => {
    const { send } = await serve((app) => {
      app.use((ctx, next) => {
        ctx.body = 'text'
        ctx.set({ 'Content-Type': 'text/html', 'Cache-Control': 'public', Vary: 'Origin' })
        ctx.append('WWW-Authenticate', 'Basic realm="other"')
        return next()
      })
      app.use(protect(issuer.options({ dpop: 'off' })))
    })
    const answer = await send()
    expect(answer.lines('content-type')).toEqual(['application/json'])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.lines('www-authenticate')).toEqual(['Bearer realm="api1"'])
    expect(answer.lines('vary')).toEqual(['Origin'])
  })

  it('adds its own fields to the answers behind it, beside those of others', async () => {
    const nonce = { secrets: ['a secret of thirty-two characters'] }
    const { send } = await serve((app) => {
      app.use((ctx, next) => {
        ctx.set('Cache-Control', 'private')
        return next()
      })
      app.use(protect(issuer.options({ dpop: { nonce } }))).use((ctx) => {
        ctx.body = 'good'
      })
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(200)
    expect(answer.lines('dpop-nonce')).toEqual([expect.stringMatching(/./)])
    expect(answer.lines('cache-control')).toEqual(['private', 'no-store'])
  })

  it('leaves a refusal to those around it, like every answer', async () => {
    const { send } = await serve((app) => {
      app.use(async (ctx, next) => {
        await next()
        ctx.set('X-Status', String(ctx.status))
      })
      app.use(protect(issuer.options()))
    })
    expect((await send()).lines('x-status')).toEqual(['401'])
  })

  it('looks at a request once, however often it passes the same guard', async () => {
    const guard = issuer.guard()
    const seen: unknown[] = []
    const { send } = await serve((app) => {
      app.use(protect(guard)).use((ctx, next) => {
        seen.push(ctx.state.auth)
        return next()
      })
      app.use(protect(guard, { policy: scopes('api1.read') })).use((ctx, next) => {
        seen.push(ctx.state.auth)
        ctx.body = 'read'
        return ctx.path === '/write' ? next() : undefined
      })
      app.use(protect(guard, { policy: scopes('api1.write') }))
    })
    const token = await issuer.token()
    expect((await send({ token })).status).toBe(200)
    expect(seen[1]).toBe(seen[0])
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
  ])('does not overlook %s in the place of the options', (_what, wrong) => {
    const options = { issuer: 'https://identity.example.com', audience: 'api1' }
    expect(() => protect(options, wrong as never)).toThrow(/write \{ policy: scopes/)
  })
})
