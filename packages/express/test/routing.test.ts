import express, { Router } from 'express'
import { describe, expect, it } from 'vitest'
import { authorize, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const preflight = {
  method: 'OPTIONS',
  headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
} as const

describe('a guard under a mounted router', () => {
  it('sees the target that came, not what is left of it', async () => {
    const paths: string[] = []
    const guard = issuer.guard({ onDenial: ({ path }) => paths.push(path) })
    const router = Router().get('/items/:id', protect(guard), (req, res) => {
      res.json({ id: req.params.id, rest: req.url })
    })
    const { send } = await serve((app) => app.use('/api', express().use('/v1', router)))
    await send({ path: '/api/v1/items/7?page=2' })
    expect(paths).toEqual(['/api/v1/items/7'])
    const answer = await send({ path: '/api/v1/items/7', token: await issuer.token() })
    expect(JSON.parse(answer.body)).toEqual({ id: '7', rest: '/items/7' })
  })

  it('finds a token in the query behind the prefix [C2, A9]', async () => {
    const router = Router().get('/', protect(issuer.guard()), (_req, res) => res.end())
    const { send } = await serve((app) => app.use('/api', router))
    const token = await issuer.token()
    expect((await send({ path: '/api?access_token=x', token })).status).toBe(400)
    expect((await send({ path: `/api?access_token=${token}` })).status).toBe(401)
  })

  it('reaches the routes of a router that it stands before', async () => {
    const router = Router().get('/data', authorize(scopes('api1.read')), (req, res) => {
      res.end(req.auth.subject)
    })
    const { send } = await serve((app) => app.use('/api', protect(issuer.guard()), router))
    expect((await send({ path: '/api/data' })).status).toBe(401)
    expect(await send({ path: '/api/data', token: await issuer.token() })).toMatchObject({
      status: 200,
      body: 'user-1',
    })
    expect((await send({ path: '/elsewhere' })).status).toBe(404)
  })
})

describe('guards', () => {
  it('of two kinds live in one app, and authorize asks the one that was passed', async () => {
    const { send } = await serve((app) => {
      app.use('/one', protect(issuer.options({ audience: 'api1', realm: 'one' })))
      app.use('/two', protect(issuer.options({ audience: 'api2', realm: 'two' })))
      app.get('/:any', authorize(scopes('api1.read')), (req, res) => {
        res.json(req.auth.audience)
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
      [1, 2].map(() => serve((app) => app.use(protect(guard), (_req, res) => res.end()))),
    )
    const token = await issuer.token()
    const answers = await Promise.all(apps.map(({ send }) => send({ token })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(requests).toMatchObject({ discovery: 1, jwks: 1 })
  })
})

describe('a CORS preflight', () => {
  it('passes the guard of a route and reaches whoever answers it behind [R10, A42]', async () => {
    const { send } = await serve((app) => {
      app.all('/', protect(issuer.options()), (_req, res) => res.end('secret'))
      app.use((req, res, next) => {
        if (req.method !== 'OPTIONS') return next()
        return res.set('Access-Control-Allow-Origin', '*').status(204).end()
      })
    })
    expect((await send(preflight)).status).toBe(204)
    expect((await send({ method: 'OPTIONS' })).status).toBe(401)
  })

  it('is not a way past a guard, for handlers that take every method [R10, A42]', async () => {
    const reached: string[] = []
    const { send } = await serve((app) => {
      // Express keeps telling that the request is in this route.
      app.all('/{*path}', (_req, _res, next) => next())
      const router = Router()
      router.all('/all', (req, res) => {
        reached.push(req.url)
        res.end()
      })
      router.use('/used', (req, res) => {
        reached.push(req.originalUrl)
        res.end()
      })
      app.use('/proxy', protect(issuer.options()), (req, res) => {
        reached.push(req.originalUrl)
        res.end()
      })
      app.use('/api', protect(issuer.options()), router)
      const guarding = Router()
      guarding.use(protect(issuer.options()))
      app.use(guarding)
      app.all('/late', (req, res) => {
        reached.push(req.url)
        res.end()
      })
    })
    const paths = ['/proxy', '/api/all', '/api/used/x', '/late']
    const answers = await Promise.all(paths.map((path) => send({ ...preflight, path })))
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect(reached).toEqual([])
    const token = await issuer.token()
    await Promise.all(paths.map((path) => send({ path, token })))
    expect(reached).toHaveLength(4)
  })

  it('never reaches a handler that relies on a token [R10, A42]', async () => {
    const reached: string[] = []
    const { send } = await serve((app) => {
      app.use(protect(issuer.options()))
      app.all('/things', authorize(), (req, res) => {
        reached.push(req.method)
        res.end(req.auth.subject)
      })
      app.post('/posts', protect(issuer.options()), (_req, res) => res.end())
    })
    const answers = await Promise.all(
      ['/things', '/posts'].map((path) => send({ ...preflight, path })),
    )
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(reached).toEqual([])
    await send({ method: 'PATCH', path: '/things', token: await issuer.token() })
    expect(reached).toEqual(['PATCH'])
  })

  it('reaches handlers where authentication is optional', async () => {
    const { send } = await serve((app) => {
      app.use(protect(issuer.options(), { optional: true }), (req, res) => {
        res.end(String(req.auth))
      })
    })
    expect(await send(preflight)).toMatchObject({ status: 200, body: 'undefined' })
  })
})
