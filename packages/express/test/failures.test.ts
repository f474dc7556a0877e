import { setTimeout as pause } from 'node:timers/promises'
import { Breakdown, Denial } from '@portcullis/core'
import { opaqueToken } from '@portcullis/testing'
import type { ErrorRequestHandler } from 'express'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorize, protect } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const unhandled = vi.fn()
process.on('unhandledRejection', unhandled)

afterEach(async () => {
  issuer.running.fault('discovery', undefined)
  await pause(0)
  expect(unhandled).not.toHaveBeenCalled()
})

/** Collects what reaches the end of the app. */
function collect(errors: unknown[]): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    errors.push(error)
    res.status(500).end('the app answers its own errors')
  }
}

describe('an error in the app', () => {
  const fault = new Error('a bug in a handler')

  it.each([
    [
      'thrown',
      () => {
        throw fault
      },
    ],
    ['rejected', () => Promise.reject(fault)],
  ])('that a handler has %s stays its own', async (_how, fail) => {
    const errors: unknown[] = []
    const { send } = await serve((app) => {
      app.get('/', protect(issuer.options()), fail)
      app.use(collect(errors))
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer).toMatchObject({ status: 500, body: 'the app answers its own errors' })
    expect(answer.lines('www-authenticate')).toEqual([])
    expect(errors).toEqual([fault])
  })

  it('that a policy function throws goes to next, and nobody passes', async () => {
    const errors: unknown[] = []
    const handler = vi.fn((_req, res) => res.end())
    const { send } = await serve((app) => {
      const policy = () => Promise.reject(fault)
      app.get('/protect', protect(issuer.options(), { policy }), handler)
      app.use(protect(issuer.options()))
      app.get('/authorize', authorize(policy), handler)
      app.use(collect(errors))
    })
    const token = await issuer.token()
    await send({ path: '/protect', token })
    await send({ path: '/authorize', token })
    expect(errors).toEqual([fault, fault])
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('an issuer out of reach', () => {
  it('is 503 with the time to come again, and no challenge [C8]', async () => {
    issuer.running.fault('discovery', { kind: 'status', status: 500 })
    const { send } = await serve((app) => {
      app.get('/', protect(issuer.options()), (_req, res) => res.end())
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(503)
    expect(answer.lines('retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)])
    expect(answer.lines('www-authenticate')).toEqual([])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
  })
})

describe('a refusal', () => {
  it('is no error', async () => {
    const errors: unknown[] = []
    const { send } = await serve((app) => {
      app.use(protect(issuer.options()), (_req, res) => res.end())
      app.use(collect(errors))
    })
    expect((await send()).status).toBe(401)
    expect(errors).toEqual([])
  })

  it('goes to next where that is asked for, fit for Express, also from authorize', async () => {
    const { send } = await serve((app) => {
      app.set('env', 'test')
      app.use(protect(issuer.options(), { optional: true, throwRefusals: true }))
      app.use(authorize(), (_req, res) => res.end())
    })
    const stranger = await send()
    expect(stranger.status).toBe(401)
    expect(stranger.lines('www-authenticate')).toHaveLength(2)
    expect(stranger.lines('cache-control')).toEqual(['no-store'])
    const expired = await send({ token: await issuer.running.token({ defect: 'expired' }) })
    expect(expired.status).toBe(401)
    expect(expired.lines('www-authenticate')[0]).toContain('error="invalid_token"')
    expect((await send({ token: await issuer.token() })).status).toBe(200)
  })

  it('goes to next with the nonce that protect sent', async () => {
    const nonce = { secrets: ['a secret of thirty-two characters'] }
    const { send } = await serve((app) => {
      const options = issuer.options({ dpop: { nonce } })
      app.use(protect(options, { optional: true, throwRefusals: true }), authorize())
    })
    const answer = await send()
    expect(answer.status).toBe(401)
    expect(answer.lines('dpop-nonce')).toEqual([expect.stringMatching(/./)])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
  })

  it('goes to next with its reason for the log', async () => {
    const errors: unknown[] = []
    const { send } = await serve((app) => {
      app.use(protect(issuer.options(), { throwRefusals: true }), (_req, res) => res.end())
      app.use(collect(errors))
    })
    expect((await send()).status).toBe(500)
    issuer.running.fault('discovery', { kind: 'status', status: 500 })
    expect((await send({ token: await issuer.token() })).status).toBe(500)
    expect(errors).toMatchObject([
      { status: 401, message: 'Unauthorized', cause: expect.any(Denial) },
      { status: 503, message: 'Service Unavailable', cause: expect.any(Breakdown) },
    ])
  })
})

describe('what a guard notes on a request', () => {
  it('is nothing that others would meet', async () => {
    const { send } = await serve((app) => {
      app.use((req, _res, next) => {
        Object.assign(req, { namesBefore: Object.keys(req) })
        next()
      })
      app.use(protect(issuer.options()), (req, res) => {
        const { namesBefore } = req as object as { namesBefore: readonly string[] }
        res.json(Object.keys(req).filter((name) => !namesBefore.includes(name)))
      })
    })
    const answer = await send({ token: await issuer.token() })
    expect(JSON.parse(answer.body)).toEqual(['namesBefore', 'auth'])
  })
})

describe('a response that was sent while the guard waited', () => {
  // The keys of the issuer have to be fetched first.
  it.each([true, false])('is left alone, with a token that it would accept: %s', async (policy) => {
    const { send } = await serve((app) => {
      app.use((_req, res, next) => {
        next()
        res.status(504).end('too late')
      })
      app.use(protect(issuer.guard(), { policy: () => policy }), (_req, _res, next) =>
        next('router'),
      )
    })
    const token = { token: await issuer.token() }
    expect(await send(token)).toMatchObject({ status: 504, body: 'too late' })
  })
})

describe('a client that hangs up while its token is asked about', () => {
  it.each([
    ['a good', true, 200],
    ['an unknown', false, 401],
  ])(
    'takes nothing from another with the same token: %s one [R84]',
    async (_what, good, status) => {
      const { running } = issuer
      running.requests.reset()
      running.fault('introspection', { kind: 'delay', milliseconds: 50 }, { times: 1 })
      const options = issuer.options({
        introspection: { clientId: 'api1', clientSecret: 'api1_secret' },
      })
      const { rawClient, send } = await serve((app) => {
        app.use(protect(options))
        app.get('/', (_req, res) => void res.send('hello'))
      })
      const token = good ? running.issueReferenceToken() : opaqueToken()
      const { socket } = await rawClient()
      socket.write(`GET / HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\n\r\n`)
      await vi.waitUntil(() => running.requests.introspection === 1)
      const second = send({ token })
      socket.destroy()
      expect((await second).status).toBe(status)
      expect(running.requests.introspection).toBe(1)
    },
  )
})
