import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { fromIncomingMessage, writeAnswer } from '@portcullis/node'
import type { Context } from 'hono'
import { cors } from 'hono/cors'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

/** One guarded route that says whom it sees. */
const greeting = (more: Parameters<typeof issuer.options>[0] = {}) =>
  serve((app) =>
    app.get('/', protect(issuer.options(more)), (c) => c.json({ hello: c.get('auth').subject })),
  )

describe('protect', () => {
  it('lets a good token pass and puts it on the context', async () => {
    const { send } = await greeting()
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ hello: 'user-1' })
    expect(answer.lines('www-authenticate')).toEqual([])
  })

  it('challenges in every scheme, without blame, in one line [R5, R8, R16, R23]', async () => {
    const { send } = await greeting({ publicUrl: 'https://api.example.com/v1' })
    const answer = await send()
    const metadata = 'https://api.example.com/.well-known/oauth-protected-resource/v1'
    expect(answer.status).toBe(401)
    // Fetch joins the values of a field, as RFC 9110 §5.3 allows.
    expect(answer.lines('www-authenticate')).toEqual([
      expect.stringMatching(
        `^Bearer resource_metadata="${metadata}", DPoP resource_metadata="${metadata}", algs="[^"]+"$`,
      ),
    ])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.lines('content-type')).toEqual(['application/json'])
    expect(JSON.parse(answer.body)).toEqual({})
  })

  it('leaves it to others how a refusal is written, one line for each challenge [R8]', async () => {
    const { send } = await serve((app) =>
      app.use(
        protect<{ Bindings: HttpBindings }>(issuer.options(), {
          respond({ env }, refused) {
            writeAnswer(env.outgoing, refused)
            return RESPONSE_ALREADY_SENT
          },
        }),
      ),
    )
    const answer = await send()
    expect(answer).toMatchObject({ status: 401, body: '{}' })
    expect(answer.lines('www-authenticate')).toEqual([
      'Bearer realm="api1"',
      expect.stringMatching(/^DPoP realm="api1", /),
    ])
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
      app.get('/', protect(issuer.options(), { policy }), (c) => c.text('secret'))
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(403)
    expect(answer.lines('www-authenticate')).toEqual([
      expect.stringMatching(/^Bearer error="insufficient_scope".* scope="api1\.read api1\.write"/),
    ])
    const good = await issuer.token({ scope: 'api1.write api1.read' })
    expect((await send({ token: good })).status).toBe(200)
  })

  it.each([
    ['the web request', undefined],
    [
      'the message of Node',
      (c: Context<{ Bindings: HttpBindings }>) => fromIncomingMessage(c.env.incoming),
    ],
  ])('refuses two Authorization headers, read from %s [R2, R3, A9, C3]', async (_, requestFrom) => {
    const { sendRaw } = await serve((app) => {
      const options = requestFrom === undefined ? {} : { requestFrom }
      app.get('/', protect(issuer.guard(), options), (c) => c.text('secret'))
    })
    const line = `authorization: Bearer ${await issuer.token()}`
    const answer = await sendRaw(['GET / HTTP/1.1', 'host: a', line, line])
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/^www-authenticate: Bearer error="invalid_request"/im)
    const single = await sendRaw(['GET / HTTP/1.1', 'host: a', line])
    expect(single).toMatch(/^HTTP\/1\.1 200 /)
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
      app.use(cors())
      app.use(async (c, next) => {
        c.header('Content-Type', 'text/html')
        c.header('Cache-Control', 'public')
        c.header('WWW-Authenticate', 'Basic realm="other"')
        await next()
      })
      app.use(protect(issuer.options({ dpop: 'off' })))
    })
    const answer = await send()
    expect(answer.lines('content-type')).toEqual(['application/json'])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
    expect(answer.lines('www-authenticate')).toEqual(['Bearer realm="api1"'])
    expect(answer.lines('access-control-allow-origin')).toEqual(['*'])
  })

  it('adds its own fields to every answer behind it', async () => {
    const nonce = { secrets: ['a secret of thirty-two characters'] }
    const { send } = await serve((app) => {
      app.use(protect(issuer.options({ dpop: { nonce } })))
      app.get('/', (c) => c.text('good'))
      app.get('/raw', () => new Response('good', { headers: { 'Cache-Control': 'private' } }))
      app.get('/fetched', () => fetch('data:text/plain,good'))
      app.get('/bug', () => Promise.reject(new Error('a bug')))
    })
    const token = await issuer.token()
    for (const [path, status] of [
      ['/', 200],
      ['/raw', 200],
      ['/fetched', 200],
      ['/bug', 500],
      ['/unknown', 404],
    ] as const) {
      const answer = await send({ path, token })
      expect(answer.status).toBe(status)
      expect(answer.lines('dpop-nonce')).toEqual([expect.stringMatching(/./)])
      expect(answer.lines('cache-control')[0]).toMatch(/no-store$/)
    }
  })

  it('looks at a request once, however often it passes the same guard', async () => {
    const guard = issuer.guard()
    const seen: unknown[] = []
    const { send } = await serve((app) => {
      app.use(protect(guard)).use(async (c, next) => {
        seen.push(c.get('auth'))
        await next()
      })
      app.get('/', protect(guard, { policy: scopes('api1.read') }), (c) => {
        seen.push(c.get('auth'))
        return c.text('read')
      })
      app.get('/write', protect(guard, { policy: scopes('api1.write') }))
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
