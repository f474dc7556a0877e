import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { writeAnswer } from '@portcullis/node'
import type { Context } from 'hono'
import { describe, expect, it } from 'vitest'
import { anyOf, authorize, claim, protect, type Refused, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

describe('authorize', () => {
  it('judges the token that protect found', async () => {
    const { send } = await serve((app) => {
      app.use(protect(issuer.options()))
      app.get('/data', authorize(scopes('api1.read')), (c) => c.text(c.get('auth').subject ?? ''))
      const policy = anyOf(scopes('api1.admin'), claim('role', 'admin'))
      app.get('/admin', authorize(policy), (c) => c.text('secret'))
    })
    const token = await issuer.token()
    expect(await send({ path: '/data', token })).toMatchObject({ status: 200, body: 'user-1' })
    const refused = await send({ path: '/admin', token })
    expect(refused.status).toBe(403)
    expect(refused.lines('www-authenticate')).toEqual([
      expect.stringMatching(/^Bearer error="insufficient_scope".* scope="api1\.admin"/),
    ])
    const admin = await issuer.token({ role: ['user', 'admin'] })
    expect((await send({ path: '/admin', token: admin })).status).toBe(200)
  })

  it('asks for a token where protect did not', async () => {
    const { send } = await serve((app) => {
      app.use(protect(issuer.options({ dpop: 'off' }), { optional: true }))
      app.get('/', authorize(), (c) => c.text(c.get('auth').subject ?? ''))
      app.get('/write', authorize(scopes('api1.write')), (c) => c.text('secret'))
    })
    const refused = await send()
    expect(refused.status).toBe(401)
    expect(refused.lines('www-authenticate')).toEqual(['Bearer realm="api1"'])
    const token = await issuer.token()
    expect((await send({ token })).status).toBe(200)
    expect((await send({ path: '/write' })).status).toBe(401)
    expect((await send({ path: '/write', token })).status).toBe(403)
  })

  it.each([
    ['a Response', undefined],
    [
      'the message of Node',
      ({ env }: Context<{ Bindings: HttpBindings }>, refused: Refused) => {
        writeAnswer(env.outgoing, refused)
        return RESPONSE_ALREADY_SENT
      },
    ],
  ])('sends the one nonce of protect along, through %s', async (_, respond) => {
    const nonce = { secrets: ['a secret of thirty-two characters'] }
    const { send } = await serve((app) => {
      const options = { optional: true, ...(respond === undefined ? {} : { respond }) }
      app.use(protect(issuer.options({ dpop: { nonce } }), options))
      app.get('/', authorize(scopes('api1.write')), (c) => c.text('secret'))
    })
    for (const token of [undefined, await issuer.token()]) {
      const answer = await send(token === undefined ? {} : { token })
      expect(answer.status).toBe(token === undefined ? 401 : 403)
      expect(answer.lines('dpop-nonce')).toEqual([expect.stringMatching(/^[^,]+$/)])
      expect(answer.lines('cache-control')).toEqual(['no-store'])
    }
  })

  it('says what is missing when no protect stands before it, and lets nobody pass', async () => {
    const { send, errors } = await serve((app) =>
      app.get('/', authorize(), (c) => c.text('secret')),
    )
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(500)
    expect(answer.body).not.toContain('secret')
    expect(errors).toEqual([
      new Error(
        'authorize() needs protect() before it: write app.use(protect({ issuer, audience })) above this route',
      ),
    ])
  })

  it('believes what protect found, not what somebody put on the context', async () => {
    const { send } = await serve((app) => {
      app.use(protect(issuer.options(), { optional: true }))
      app.use(async (c, next) => {
        c.set('auth', { subject: 'intruder', scopes: new Set(['api1.read']) } as never)
        await next()
      })
      app.get('/', authorize(scopes('api1.read')), (c) => c.text('secret'))
    })
    expect(await send()).toMatchObject({ status: 401 })
  })
})

describe('a policy that is none', () => {
  const options = { issuer: 'https://identity.example.com', audience: 'api1' }

  it.each([
    ['undefined, as after a slip of the pen', undefined],
    ['null', null],
    ['the name of a scope', 'api1.read'],
    ['a list', [scopes('api1.read')]],
  ])('does not let everybody in: %s', (_what, policy) => {
    expect(() => authorize(policy as never)).toThrow(/write authorize\(scopes/)
    expect(() => protect(options, { policy: policy as never })).toThrow(/write \{ policy: scopes/)
  })
})
