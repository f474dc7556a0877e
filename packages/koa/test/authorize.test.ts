import { Router } from '@koa/router'
import { describe, expect, it } from 'vitest'
import { anyOf, authorize, claim, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

describe('authorize', () => {
  it('judges the token that protect found', async () => {
    const { send } = await serve((app) => {
      const router = new Router()
      router.get('/data', authorize(scopes('api1.read')), (ctx) => {
        ctx.body = { hello: ctx.state.auth.subject }
      })
      const policy = anyOf(scopes('api1.admin'), claim('role', 'admin'))
      router.get('/admin', authorize(policy), (ctx) => {
        ctx.body = 'secret'
      })
      app.use(protect(issuer.options())).use(router.routes())
    })
    const token = await issuer.token()
    expect((await send({ path: '/data', token })).status).toBe(200)
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
      const router = new Router()
      router.get('/', authorize(), (ctx) => {
        ctx.body = { hello: ctx.state.auth.subject }
      })
      router.get('/write', authorize(scopes('api1.write')), (ctx) => {
        ctx.body = 'secret'
      })
      const options = issuer.options({ dpop: 'off' })
      app.use(protect(options, { optional: true })).use(router.routes())
    })
    const refused = await send()
    expect(refused.status).toBe(401)
    expect(refused.lines('www-authenticate')).toEqual(['Bearer realm="api1"'])
    const token = await issuer.token()
    expect((await send({ token })).status).toBe(200)
    expect((await send({ path: '/write' })).status).toBe(401)
    expect((await send({ path: '/write', token })).status).toBe(403)
  })

  it('says what is missing when no protect stands before it, and lets nobody pass', async () => {
    const { send, errors } = await serve((app) =>
      app.use(authorize()).use((ctx) => {
        ctx.body = 'secret'
      }),
    )
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(500)
    expect(answer.body).not.toContain('secret')
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('authorize() needs protect()') }),
    ])
  })

  it('believes what protect found, not what somebody put on the state', async () => {
    const { send } = await serve((app) => {
      app.use(protect(issuer.options(), { optional: true }))
      app.use((ctx, next) => {
        Object.assign(ctx.state, { auth: { subject: 'intruder', scopes: new Set(['api1.read']) } })
        return next()
      })
      app.use(authorize(scopes('api1.read'))).use((ctx) => {
        ctx.body = 'secret'
      })
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
