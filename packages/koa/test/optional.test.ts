import { Router } from '@koa/router'
import { describe, expect, it } from 'vitest'
import { protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

const open = () =>
  serve((app) => {
    const router = new Router()
    router.get('/', protect(issuer.options(), { optional: true }), (ctx) => {
      const { state } = ctx
      ctx.body = { hello: state.auth?.subject ?? 'stranger', has: 'auth' in state }
    })
    const policy = scopes('api1.write')
    router.get('/write', protect(issuer.options(), { optional: true, policy }), (ctx) => {
      ctx.body = 'open'
    })
    app.use(router.routes())
  })

describe('optional authentication', () => {
  it('lets a request without credentials pass, with nothing on it', async () => {
    const { send } = await open()
    const answer = await send()
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ hello: 'stranger', has: false })
  })

  it('puts a good token on the state', async () => {
    const { send } = await open()
    const answer = await send({ token: await issuer.token() })
    expect(JSON.parse(answer.body)).toEqual({ hello: 'user-1', has: true })
  })

  it('refuses a bad token all the same', async () => {
    const { send } = await open()
    const answer = await send({ token: await issuer.running.token({ defect: 'expired' }) })
    expect(answer.status).toBe(401)
    expect(answer.lines('www-authenticate')[0]).toContain('error="invalid_token"')
    expect((await send({ headers: { authorization: 'Bearer a b' } })).status).toBe(400)
  })

  it('asks its policy of those who show a token', async () => {
    const { send } = await open()
    expect((await send({ path: '/write' })).status).toBe(200)
    expect((await send({ path: '/write', token: await issuer.token() })).status).toBe(403)
  })
})
