import type { HttpBindings } from '@hono/node-server'
import { fromIncomingMessage } from '@portcullis/node'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { describe, expect, it } from 'vitest'
import { authorize, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const preflight = {
  method: 'OPTIONS',
  headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
} as const
const requestFrom = (c: Context<{ Bindings: HttpBindings }>) => fromIncomingMessage(c.env.incoming)

describe('a guard in an app of an app', () => {
  it('is passed before the routes of the inner one', async () => {
    const { send } = await serve((app) => {
      const inner = new Hono().get('/data', authorize(scopes('api1.read')), (c) =>
        c.text(c.get('auth').subject ?? ''),
      )
      app.use('/api/*', protect(issuer.guard())).route('/api', inner)
    })
    expect((await send({ path: '/api/data' })).status).toBe(401)
    const answer = await send({ path: '/api/data', token: await issuer.token() })
    expect(answer).toMatchObject({ status: 200, body: 'user-1' })
    expect((await send({ path: '/elsewhere' })).status).toBe(404)
  })

  it('sees the target that came, where it reads the message of Node', async () => {
    const paths: string[] = []
    const guard = issuer.guard({ onDenial: ({ path }) => paths.push(path) })
    const { sendRaw } = await serve((app) => {
      app.use('/web/*', protect(guard)).use(protect(guard, { requestFrom }))
    })
    await sendRaw(['GET /web/a/../b HTTP/1.1', 'host: a'])
    await sendRaw(['GET /a/../b%2e HTTP/1.1', 'host: a'])
    expect(paths).toEqual(['/web/b', '/a/../b%2e'])
  })
})

describe('guards', () => {
  it('of two kinds live in one app, and authorize asks the one that was passed', async () => {
    const { send } = await serve((app) => {
      app.use('/one', protect(issuer.options({ audience: 'api1', realm: 'one' })))
      app.use('/two', protect(issuer.options({ audience: 'api2', realm: 'two' })))
      app.get('/:any', authorize(scopes('api1.read')), (c) => c.json(c.get('auth').audience))
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
      [1, 2].map(() => serve((app) => app.get('/', protect(guard), (c) => c.text('good')))),
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
      app.use('/strict', protect(issuer.options()))
      app.use(protect(issuer.options(), { optional: true }))
      app.all('/things', authorize(), (c) => c.json(reached.push(c.req.method)))
      app.all('/strict', (c) => c.json(reached.push(c.req.path)))
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
    const { send } = await serve((app) => app.use(cors()).use(protect(issuer.options())))
    expect((await send(preflight)).status).toBe(204)
    expect((await send()).lines('access-control-allow-origin')).toEqual(['*'])
  })

  it('reaches handlers where authentication is optional', async () => {
    const { send } = await serve((app) =>
      app.options('/', protect(issuer.options(), { optional: true }), (c) =>
        c.text(String(c.get('auth'))),
      ),
    )
    expect(await send(preflight)).toMatchObject({ status: 200, body: 'undefined' })
  })
})
