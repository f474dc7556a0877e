/** A browser asks first, and may read what the guard says, where the usual CORS layer stands before it. */
import cors from '@fastify/cors'
import { describe, expect, it } from 'vitest'
import { corsHeaders, portcullis, type ResourceServerOptions, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const origin = 'https://app.example.com'

/** Everything that a page may read beside what browsers let it read anyway (Fetch §4.10). */
const exposed = ['www-authenticate', 'dpop-nonce', 'retry-after']

const layer = {
  origin,
  allowedHeaders: [...corsHeaders.allow, 'Content-Type'],
  exposedHeaders: [...corsHeaders.expose],
  maxAge: corsHeaders.maxAgeSeconds,
}

const usual = {
  dpop: { nonce: { secrets: ['known to the nodes of this test only'] } },
  publicUrl: 'https://api.example.com',
} as const

const api = (more: Partial<ResourceServerOptions> = {}, throwRefusals = false) =>
  serve(async (app) => {
    const server = issuer.guard({ ...usual, ...more })
    await app.register(cors, layer)
    await app.register(portcullis, { server, throwRefusals, auth: scopes('api1.read') })
    app.get('/', () => 'secret')
  })

describe('behind a CORS layer [R10] [A42]', () => {
  it('a page may send what a token needs', async () => {
    const { send } = await api()
    const answer = await send({
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,dpop',
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.lines('access-control-allow-origin')).toEqual([origin])
    expect(listIn(answer, 'access-control-allow-headers')).toEqual([
      'authorization',
      'dpop',
      'content-type',
    ])
    expect(answer.lines('access-control-max-age')).toEqual(['600'])
    expect(answer.lines('www-authenticate')).toEqual([])
  })

  it('it can read why it is refused, and the nonce that it needs', async () => {
    const { send } = await api()
    const narrow = await issuer.token({ scope: 'other' })
    for (const [token, status] of [
      [undefined, 401],
      ['nonsense', 401],
      [narrow, 403],
    ] as const) {
      const answer = await send({ headers: { origin }, ...(token === undefined ? {} : { token }) })
      expect(answer.status).toBe(status)
      expect(answer.lines('access-control-allow-origin')).toEqual([origin])
      expect(listIn(answer, 'access-control-expose-headers')).toEqual(exposed)
      expect(answer.lines('www-authenticate').length).toBeGreaterThan(0)
      expect(answer.lines('dpop-nonce')).toHaveLength(1)
    }
  })

  it('and what comes with a good answer', async () => {
    const { send } = await api()
    const token = await issuer.token({ scope: 'api1.read' })
    const answer = await send({ headers: { origin }, token })
    expect(answer.status).toBe(200)
    expect(answer.lines('access-control-allow-origin')).toEqual([origin])
    expect(listIn(answer, 'access-control-expose-headers')).toEqual(exposed)
    expect(answer.lines('dpop-nonce')).toHaveLength(1)
  })

  it('and when to come again', async () => {
    const { send } = await api({ fetch: () => Promise.reject(new Error('away')) })
    const answer = await send({ headers: { origin }, token: await issuer.token() })
    expect(answer.status).toBe(503)
    expect(answer.lines('access-control-allow-origin')).toEqual([origin])
    expect(listIn(answer, 'access-control-expose-headers')).toEqual(exposed)
    expect(answer.lines('retry-after')).toHaveLength(1)
  })

  it.each([401, 403])('and a refusal that is thrown: %d', async (status) => {
    const { send } = await api({}, true)
    const token = await issuer.token({ scope: 'other' })
    const answer = await send({ headers: { origin }, ...(status === 401 ? {} : { token }) })
    expect(answer.status).toBe(status)
    expect(answer.lines('access-control-allow-origin')).toEqual([origin])
    expect(listIn(answer, 'access-control-expose-headers')).toEqual(exposed)
    expect(answer.lines('www-authenticate').length).toBeGreaterThan(0)
  })

  it('the guard itself opens nothing to pages', async () => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, { server: issuer.guard(usual) })
      app.get('/', () => 'secret')
    })
    const token = await issuer.token({ scope: 'api1.read' })
    for (const sent of [{}, { token }]) {
      const answer = await send({ headers: { origin }, ...sent })
      expect(answer.lines('access-control-allow-origin')).toEqual([])
      expect(answer.lines('access-control-expose-headers')).toEqual([])
    }
  })
})

function listIn(
  answer: { lines(name: string): readonly string[] },
  name: string,
): readonly string[] {
  return answer
    .lines(name)
    .join(',')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
}
