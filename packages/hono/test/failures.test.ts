import { Breakdown, Denial } from '@portcullis/core'
import { opaqueToken } from '@portcullis/testing'
import { HTTPException } from 'hono/http-exception'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorize, protect } from '../src/index.js'
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
    const { send, errors } = await serve((app) => app.get('/', protect(issuer.options()), fail))
    const answer = await send({ token: await issuer.token() })
    expect(answer).toMatchObject({ status: 500, body: 'the app answers its errors' })
    expect(answer.lines('www-authenticate')).toEqual([])
    expect(errors).toEqual([fault])
  })

  it('that a policy function throws goes to Hono, and nobody passes', async () => {
    const policy = () => Promise.reject(fault)
    const handler = vi.fn()
    const { send, errors } = await serve((app) => {
      app.get('/protect', protect(issuer.options(), { policy }), handler)
      app.get('/authorize', protect(issuer.options()), authorize(policy), handler)
    })
    const token = await issuer.token()
    expect((await send({ path: '/protect', token })).status).toBe(500)
    expect((await send({ path: '/authorize', token })).status).toBe(500)
    expect(errors).toEqual([fault, fault])
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('an issuer out of reach', () => {
  it('is 503 with the time to come again, and no challenge [C8]', async () => {
    issuer.running.fault('discovery', { kind: 'status', status: 500 })
    const { send } = await serve((app) => app.use(protect(issuer.options())))
    const answer = await send({ token: await issuer.token() })
    expect(answer.status).toBe(503)
    expect(answer.lines('retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)])
    expect(answer.lines('www-authenticate')).toEqual([])
    expect(answer.lines('cache-control')).toEqual(['no-store'])
  })
})

describe('a refusal', () => {
  it('is no error', async () => {
    const { send, errors } = await serve((app) => app.use(protect(issuer.options())))
    expect((await send()).status).toBe(401)
    expect(errors).toEqual([])
  })

  it('is thrown where that is asked for, with its answer and its reason, also by authorize', async () => {
    const { send, errors } = await serve((app) => {
      app.use(protect(issuer.options(), { optional: true, throwRefusals: true }))
      app.use(authorize())
    })
    const stranger = await send()
    expect(stranger).toMatchObject({ status: 401, body: '{}' })
    expect(stranger.lines('www-authenticate')[0]).toMatch(/^Bearer .*, DPoP /)
    expect(stranger.lines('cache-control')).toEqual(['no-store'])
    issuer.running.fault('discovery', { kind: 'status', status: 500 })
    expect((await send({ token: await issuer.token() })).status).toBe(503)
    expect(errors).toEqual([expect.any(HTTPException), expect.any(HTTPException)])
    const causes = errors.map((error) => (error as Error).cause)
    expect(causes).toEqual([expect.any(Denial), expect.any(Breakdown)])
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
      const { rawClient, send } = await serve((app) =>
        app.get('/', protect(options), (c) => c.text('hello')),
      )
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
