import { describe, expect, it } from 'vitest'
import { ConfigurationError, portcullis, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

describe('the scope of a guard', () => {
  it('is the one it is registered in, with those within, and no other', async () => {
    const { send } = await serve((app) => {
      app.register(async (api) => {
        await api.register(portcullis, issuer.options())
        api.get('/mine', () => 'secret')
        api.register(async (inner) => inner.get('/inner', () => 'secret'))
      })
      app.get('/outer', () => 'open')
      app.register(async (other) => other.get('/other', () => 'open'))
    })
    expect((await send({ path: '/mine' })).status).toBe(401)
    expect((await send({ path: '/inner' })).status).toBe(401)
    expect((await send({ path: '/outer' })).status).toBe(200)
    expect((await send({ path: '/other' })).status).toBe(200)
  })

  it('holds the routes that were written before it', async () => {
    const { send } = await serve((app) => {
      app.get('/early', () => 'secret')
      app.get('/write', { config: { auth: scopes('api1.write') } }, () => 'secret')
      app.register(portcullis, issuer.options())
    })
    expect((await send({ path: '/early' })).status).toBe(401)
    expect((await send({ path: '/write', token: await issuer.token() })).status).toBe(403)
  })

  it('may have a guard of its own within that of another', async () => {
    const { send } = await serve((app) => {
      app.register(async (one) => {
        await one.register(portcullis, issuer.options({ realm: 'one' }))
        one.get('/one', one.authorize(), (request) => request.auth.audience)
      })
      app.register(async (two) => {
        await two.register(portcullis, issuer.options({ audience: 'api2', realm: 'two' }))
        two.get('/two', two.authorize(), (request) => request.auth.audience)
      })
    })
    const first = await issuer.token()
    const second = await issuer.token({ aud: 'api2' })
    expect((await send({ path: '/one', token: first })).body).toBe('["api1"]')
    expect((await send({ path: '/two', token: second })).body).toBe('["api2"]')
    const refused = await send({ path: '/two', token: first })
    expect(refused.status).toBe(401)
    expect(refused.lines('www-authenticate')[0]).toContain('realm="two"')
  })

  it('with several guards around it lets only those pass whom all of them know', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.register(async (inner) => {
        await inner.register(portcullis, issuer.options({ audience: 'api2' }))
        inner.get('/', inner.authorize(), (request) => request.auth.audience)
      })
    })
    expect((await send({ token: await issuer.token() })).status).toBe(401)
    expect((await send({ token: await issuer.token({ aud: 'api2' }) })).status).toBe(401)
    const both = await issuer.token({ aud: ['api1', 'api2'] })
    expect((await send({ token: both })).status).toBe(200)
  })

  it('is where authorize works: elsewhere nobody passes', async () => {
    const { send } = await serve(async (app) => {
      app.register(async (api) => {
        await api.register(portcullis, issuer.options())
        app.get('/', api.authorize(scopes('api1.read')), (request) => request.auth.subject)
      })
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(500)
    expect(answer.body).toContain('register portcullis around this route')
  })

  it('shares a guard: one set of keys for all who use it', async () => {
    const server = issuer.guard()
    const { requests } = issuer.running
    requests.reset()
    const apps = await Promise.all(
      [1, 2].map(() =>
        serve(async (app) => {
          await app.register(portcullis, { server })
          app.get('/', () => 'good')
        }),
      ),
    )
    const token = await issuer.token()
    const answers = await Promise.all(apps.map(({ send }) => send({ token })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(requests).toMatchObject({ discovery: 1, jwks: 1 })
  })
})

describe('where nothing is', () => {
  it('nothing is guarded: an unknown route is 404 for everybody', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.get('/', () => 'secret')
    })
    expect((await send({ path: '/unknown' })).status).toBe(404)
    expect((await send({ method: 'POST' })).status).toBe(404)
    const token = await issuer.running.token({ defect: 'expired' })
    expect((await send({ path: '/unknown', token })).status).toBe(404)
  })

  it('a handler that serves something all the same is guarded by authorize', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      const preHandler = app.authorize(scopes('api1.read')).onRequest
      app.setNotFoundHandler({ preHandler }, (request) => ({ hello: request.auth?.subject }))
    })
    expect((await send({ path: '/unknown' })).status).toBe(401)
    const weak = await issuer.token({ scope: 'other' })
    expect((await send({ path: '/unknown', token: weak })).status).toBe(403)
    const answer = await send({ path: '/unknown', token: await issuer.token() })
    expect(answer.body).toBe('{"hello":"user-1"}')
  })
})

describe('what cannot work', () => {
  it('fails when the app starts, not at a request', async () => {
    const options = { issuer: 'http://identity.example.com', audience: 'api1' }
    await expect(serve((app) => app.register(portcullis, options))).rejects.toThrow(
      ConfigurationError,
    )
  })

  it.each([
    ['an unknown option', { issuer: 'https://a.example', audience: 'a', audiences: [] }],
    ['a guard with options of another', { server: 'guard', audience: 'a' }],
    ['something else as a guard', { server: {} }],
    ['an unknown word', { issuer: 'https://a.example', audience: 'a', auth: 'optinal' }],
    ['a scope in the place of a policy', { issuer: 'https://a.example', audience: 'a', auth: [] }],
  ])('is %s', async (_what, options) => {
    const given =
      'server' in options && options.server === 'guard'
        ? { ...options, server: issuer.guard() }
        : options
    await expect(serve((app) => app.register(portcullis, given as never))).rejects.toThrow(
      ConfigurationError,
    )
  })

  it.each([
    ['undefined, as after a slip of the pen', undefined],
    ['null', null],
    ['the name of a scope', 'api1.read'],
  ])('is a policy that is none: %s', async (_what, policy) => {
    const start = (route: 'config' | 'authorize') =>
      serve(async (app) => {
        await app.register(portcullis, issuer.options({}))
        const config = { config: { auth: policy as never } }
        app.get('/', route === 'config' ? config : app.authorize(policy as never), () => 'secret')
      })
    await expect(start('config')).rejects.toThrow(/auth is no policy: write/)
    await expect(start('authorize')).rejects.toThrow(/auth is no policy: write/)
  })

  it('is a word that nobody knows, on a route', async () => {
    const words = { config: { auth: 'optinal' as never } }
    await expect(
      serve(async (app) => {
        await app.register(portcullis, issuer.options())
        app.get('/', words, () => 'secret')
      }),
    ).rejects.toThrow(/auth is no policy: write/)
    const { send } = await serve((app) => {
      app.get('/', words, () => 'secret')
      app.register(portcullis, issuer.options())
    })
    expect((await send({ token: await issuer.token() })).status).toBe(500)
    await expect(
      serve(async (app) => {
        await app.register(portcullis, issuer.options())
        app.authorize('api1.read' as never)
      }),
    ).rejects.toThrow(/auth is no policy: write/)
  })

  it('is two guards in one scope', async () => {
    const twice = serve((app) =>
      app.register(portcullis, issuer.options()).register(portcullis, issuer.options()),
    )
    await expect(twice).rejects.toThrow(/already been added/)
  })
})
