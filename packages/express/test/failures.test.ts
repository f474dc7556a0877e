import { setTimeout as pause } from 'node:timers/promises'
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

describe('a response that was sent while the guard waited', () => {
  it.each(['good', 'none'])('is left alone, with credentials: %s', async (credentials) => {
    const { send } = await serve((app) => {
      app.use((_req, res, next) => {
        next()
        res.status(504).end('too late')
      })
      app.use(protect(issuer.guard()), (_req, _res, next) => next('router'))
    })
    const token = credentials === 'good' ? { token: await issuer.token() } : {}
    expect(await send(token)).toMatchObject({ status: 504, body: 'too late' })
  })
})
