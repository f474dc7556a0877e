import { describe, expect, it, vi } from 'vitest'
import { anyOf, claim, portcullis, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const readers = scopes('api1.read')
const writers = scopes('api1.write')

describe('a policy', () => {
  it.each(['authorize', 'config'])('is asked of the token, written as %s [A41]', async (way) => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options({ dpop: 'off' }))
      const auth = anyOf(scopes('api1.admin'), claim('role', 'admin'))
      const options = way === 'config' ? { config: { auth } } : app.authorize(auth)
      app.get('/admin', options, () => 'secret')
    })
    const refused = await send({ path: '/admin', token: await issuer.token() })
    expect(refused.status).toBe(403)
    expect(refused.lines('www-authenticate')).toEqual([
      expect.stringMatching(/^Bearer error="insufficient_scope".* scope="api1\.admin"/),
    ])
    const token = await issuer.token({ role: ['user', 'admin'] })
    expect(await send({ path: '/admin', token })).toMatchObject({ status: 200, body: 'secret' })
  })

  it('is judged once for a request', async () => {
    const policy = vi.fn(() => true)
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      const read = app.authorize(policy)
      app.get('/', read, () => 'good')
      app.post('/', { ...read, bodyLimit: 1 }, () => 'good')
    })
    const token = await issuer.token()
    expect((await send({ token })).status).toBe(200)
    expect((await send({ method: 'POST', token })).status).toBe(200)
    expect(policy).toHaveBeenCalledTimes(2)
  })

  it('of authorize holds, whatever else the route puts into its config', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.get('/', { ...app.authorize(writers), config: { auth: false } }, () => 'secret')
      app.get('/other', { ...app.authorize(writers), config: { auth: readers } }, () => 'secret')
    })
    const token = await issuer.token()
    expect((await send()).status).toBe(401)
    expect((await send({ token })).status).toBe(403)
    expect((await send({ path: '/other', token })).status).toBe(403)
  })
})

describe('config.auth', () => {
  it('false opens a route: no token is looked at', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.get('/', { config: { auth: false } }, (request) => ({ auth: String(request.auth) }))
    })
    const token = await issuer.running.token({ defect: 'expired' })
    for (const sent of [{}, { token }, { token: await issuer.token() }]) {
      expect(await send(sent)).toMatchObject({ status: 200, body: '{"auth":"undefined"}' })
    }
  })

  it.each(['on the route', 'for the scope'])('optional, %s', async (where) => {
    const { send } = await serve(async (app) => {
      const optional = { auth: 'optional' } as const
      const onRoute = where === 'on the route'
      await app.register(portcullis, { ...issuer.options(), ...(onRoute ? {} : optional) })
      app.get('/', onRoute ? { config: optional } : {}, (request) => ({
        hello: request.auth?.subject ?? 'stranger',
      }))
    })
    expect(await send()).toMatchObject({ status: 200, body: '{"hello":"stranger"}' })
    const token = await issuer.token()
    expect(await send({ token })).toMatchObject({ status: 200, body: '{"hello":"user-1"}' })
    const bad = await issuer.running.token({ defect: 'expired' })
    expect((await send({ token: bad })).status).toBe(401)
    expect((await send({ headers: { authorization: 'Bearer a b' } })).status).toBe(400)
  })

  it.each(['optional', false] as const)(
    'asks more than the scope, which says %s',
    async (standing) => {
      const { send } = await serve(async (app) => {
        await app.register(portcullis, { ...issuer.options(), auth: standing })
        app.get('/open', () => 'open')
        app.get('/any', { config: { auth: true } }, (request) => request.auth.subject)
        app.get('/read', app.authorize(readers), (request) => request.auth.subject)
        app.get('/write', app.authorize(writers), () => 'secret')
      })
      const token = await issuer.token()
      expect((await send({ path: '/open' })).status).toBe(200)
      for (const path of ['/any', '/read', '/write']) {
        expect((await send({ path })).status).toBe(401)
      }
      expect(await send({ path: '/any', token })).toMatchObject({ status: 200, body: 'user-1' })
      expect(await send({ path: '/read', token })).toMatchObject({ status: 200, body: 'user-1' })
      expect((await send({ path: '/write', token })).status).toBe(403)
    },
  )
})

describe('what is on the request', () => {
  it('cannot be put there by anybody else', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, { ...issuer.options(), auth: 'optional' })
      app.addHook('onRequest', async (request) => {
        expect(() => Object.assign(request, { auth: { scopes: new Set(['api1.read']) } })).toThrow()
      })
      app.get('/', { onRequest: app.authorize(readers).onRequest }, () => 'secret')
    })
    expect((await send()).status).toBe(401)
  })
})
