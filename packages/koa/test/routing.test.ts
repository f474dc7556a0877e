import { Router } from '@koa/router'
import Koa from 'koa'
import mount from 'koa-mount'
import { describe, expect, it } from 'vitest'
import { authorize, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const preflight = {
  method: 'OPTIONS',
  headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
} as const

describe('a guard in a mounted app', () => {
  it('sees the target that came, not what is left of it', async () => {
    const paths: string[] = []
    const guard = issuer.guard({ onDenial: ({ path }) => paths.push(path) })
    const inner = new Koa()
    inner.use(protect(guard)).use((ctx) => {
      ctx.body = ctx.path
    })
    const { send } = await serve((app) => app.use(mount('/api', mount('/v1', inner))))
    await send({ path: '/api/v1/items/7?page=2' })
    expect(paths).toEqual(['/api/v1/items/7'])
    const answer = await send({ path: '/api/v1/items/7', token: await issuer.token() })
    expect(answer).toMatchObject({ status: 200, body: '/items/7' })
    expect((await send({ path: '/elsewhere' })).status).toBe(404)
  })

  it('finds every header of the message behind the prefix [C3, A9]', async () => {
    const { sendRaw } = await serve((app) => app.use(mount('/api', protect(issuer.guard()))))
    const line = `authorization: Bearer ${await issuer.token()}`
    const answer = await sendRaw(['GET /api HTTP/1.1', 'host: a', line, line])
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('reaches the routes of a router that it stands before', async () => {
    const router = new Router({ prefix: '/api' })
    router.get('/data', authorize(scopes('api1.read')), (ctx) => {
      ctx.body = ctx.state.auth.subject
    })
    const { send } = await serve((app) => app.use(protect(issuer.guard())).use(router.routes()))
    expect((await send({ path: '/api/data' })).status).toBe(401)
    const answer = await send({ path: '/api/data', token: await issuer.token() })
    expect(answer).toMatchObject({ status: 200, body: 'user-1' })
  })
})

describe('guards', () => {
  it('of two kinds live in one app, and authorize asks the one that was passed', async () => {
    const { send } = await serve((app) => {
      app.use(mount('/one', protect(issuer.options({ audience: 'api1', realm: 'one' }))))
      app.use(mount('/two', protect(issuer.options({ audience: 'api2', realm: 'two' }))))
      app.use(authorize(scopes('api1.read'))).use((ctx) => {
        ctx.body = ctx.state.auth.audience
      })
    })
    const first = await issuer.token()
    const second = await issuer.token({ aud: 'api2', scope: 'other' })
    expect((await send({ path: '/one', token: first })).body).toBe('["api1"]')
    expect((await send({ path: '/two', token: first })).status).toBe(401)
    const refused = await send({ path: '/two', token: second })
    expect(refused.status).toBe(403)
    expect(refused.lines('www-authenticate')).toEqual([expect.stringContaining('realm="two"')])
  })

  it('are shared: one set of keys for all who use it', async () => {
    const guard = issuer.guard()
    const { requests } = issuer.running
    requests.reset()
    const apps = await Promise.all(
      [1, 2].map(() =>
        serve((app) =>
          app.use(protect(guard)).use((ctx) => {
            ctx.body = 'good'
          }),
        ),
      ),
    )
    const token = await issuer.token()
    const answers = await Promise.all(apps.map(({ send }) => send({ token })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(requests).toMatchObject({ discovery: 1, jwks: 1 })
  })
})

describe('a CORS preflight', () => {
  it('is not refused, and reaches no handler that relies on a token [R10, A42]', async () => {
    const reached: string[] = []
    const { send } = await serve((app) => {
      const router = new Router()
      router.all('/things', authorize(), (ctx) => {
        ctx.body = String(reached.push(ctx.method))
      })
      app.use(mount('/strict', protect(issuer.options())))
      app.use(protect(issuer.options(), { optional: true })).use(router.routes())
      app.use((ctx) => {
        reached.push(ctx.path)
      })
    })
    for (const path of ['/things', '/strict']) {
      const answer = await send({ ...preflight, path })
      expect(answer.status).toBe(404)
      expect(answer.lines('www-authenticate')).toEqual([])
    }
    expect(reached).toEqual([])
    await send({ method: 'PATCH', path: '/things', token: await issuer.token() })
    expect(reached).toEqual(['PATCH'])
    expect((await send({ method: 'OPTIONS', path: '/things' })).status).toBe(401)
  })

  it('is answered by whoever stands before the guard', async () => {
    const { send } = await serve((app) => {
      app.use((ctx, next) => {
        ctx.set('Access-Control-Allow-Origin', '*')
        if (ctx.method !== 'OPTIONS') return next()
        ctx.status = 204
        return undefined
      })
      app.use(protect(issuer.options()))
    })
    expect((await send(preflight)).status).toBe(204)
    expect((await send()).lines('access-control-allow-origin')).toEqual(['*'])
  })

  it('reaches handlers where authentication is optional', async () => {
    const { send } = await serve((app) =>
      app.use(protect(issuer.options(), { optional: true })).use((ctx) => {
        ctx.body = String(ctx.state.auth)
      }),
    )
    expect(await send(preflight)).toMatchObject({ status: 200, body: 'undefined' })
  })
})
