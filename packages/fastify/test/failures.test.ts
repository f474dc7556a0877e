import { Breakdown, Denial } from '@portcullis/core'
import { opaqueToken } from '@portcullis/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { portcullis } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const fault = new Error('a bug')

afterEach(() => issuer.running.fault('discovery', undefined))

describe('an error in the app', () => {
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
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.setErrorHandler((error, _request, reply) => {
        errors.push(error)
        reply.code(500).send('the app answers its own errors')
      })
      app.get('/', fail)
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer).toMatchObject({ status: 500, body: 'the app answers its own errors' })
    expect(answer.lines('www-authenticate')).toEqual([])
    expect(errors).toEqual([fault])
  })

  it('that a policy function throws goes to the error handler, and nobody passes', async () => {
    const errors: unknown[] = []
    const handler = vi.fn(() => 'secret')
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.setErrorHandler((error, _request, reply) => {
        errors.push(error)
        reply.code(500).send()
      })
      const policy = () => Promise.reject(fault)
      app.get('/config', { config: { auth: policy } }, handler)
      app.get('/authorize', app.authorize(policy), handler)
    })
    const token = await issuer.token()
    expect((await send({ path: '/config', token })).status).toBe(500)
    expect((await send({ path: '/authorize', token })).status).toBe(500)
    expect(errors).toEqual([fault, fault])
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('an issuer out of reach', () => {
  it('is 503 with the time to come again, and no challenge [C8]', async () => {
    issuer.running.fault('discovery', { kind: 'status', status: 500 })
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.get('/', () => 'secret')
    })
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(503)
    expect(answer.lines('retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)])
    expect(answer.lines('www-authenticate')).toEqual([])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
  })
})

describe('a refusal', () => {
  it('does not reach the error handler', async () => {
    const handler = vi.fn()
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.setErrorHandler(handler)
      app.addHook('onError', handler)
      app.get('/', () => 'secret')
    })
    expect((await send()).status).toBe(401)
    expect(handler).not.toHaveBeenCalled()
  })

  it('is thrown where that is asked for, fit for the default error handler', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, { ...issuer.options(), throwRefusals: true })
      app.get('/', () => 'secret')
    })
    const stranger = await send()
    expect(stranger.status).toBe(401)
    expect(stranger.lines('www-authenticate')).toHaveLength(2)
    expect(stranger.lines('cache-control')).toEqual(['no-store'])
    expect(JSON.parse(stranger.body)).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: 'Unauthorized',
    })
    const expired = await send({ token: await issuer.running.token({ defect: 'expired' }) })
    expect(JSON.parse(expired.body)).toMatchObject({ message: 'The access token expired' })
  })

  it('is thrown with its reason for the log', async () => {
    const causes: unknown[] = []
    const { send } = await serve(async (app) => {
      await app.register(portcullis, { ...issuer.options(), throwRefusals: true })
      app.setErrorHandler((error: Error, _request, reply) => {
        causes.push(error.cause)
        reply.code(418).send(error.message)
      })
      app.get('/', () => 'secret')
    })
    expect((await send()).status).toBe(418)
    issuer.running.fault('discovery', { kind: 'status', status: 500 })
    expect(await send({ token: await issuer.token() })).toMatchObject({
      body: 'Service Unavailable',
    })
    expect(causes).toEqual([expect.any(Denial), expect.any(Breakdown)])
  })
})

describe('a reply that was sent while the guard waited', () => {
  // The keys of the issuer have to be fetched first.
  it.each([true, false])('is left alone, with a token that it would accept: %s', async (policy) => {
    const handler = vi.fn(() => 'secret')
    const { send } = await serve(async (app) => {
      app.addHook('onRequest', (_request, reply, done) => {
        done()
        reply.code(504).send('too late')
      })
      await app.register(portcullis, { server: issuer.guard(), auth: () => policy })
      app.get('/', handler)
    })
    const token = { token: await issuer.token() }
    expect(await send(token)).toMatchObject({ status: 504, body: 'too late' })
    expect(handler).not.toHaveBeenCalled()
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
      const { rawClient, send } = await serve(async (app) => {
        await app.register(portcullis, options)
        app.get('/', () => 'hello')
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
