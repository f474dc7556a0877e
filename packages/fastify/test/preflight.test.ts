import cors from '@fastify/cors'
import { describe, expect, it } from 'vitest'
import { portcullis } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const preflight = {
  method: 'OPTIONS',
  headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
} as const

describe('a CORS preflight', () => {
  it.each(['before', 'after'])('is answered by CORS, %s the guard [R10, A42]', async (where) => {
    const { send } = await serve(async (app) => {
      if (where === 'before') await app.register(cors)
      await app.register(portcullis, issuer.options())
      if (where === 'after') await app.register(cors)
      app.post('/', () => 'secret')
      app.all('/all', app.authorize(), () => 'secret')
    })
    for (const path of ['/', '/all', '/unknown']) {
      const answer = await send({ ...preflight, path })
      expect(answer.status).toBe(204)
      expect(answer.lines('access-control-allow-origin')).toEqual(['*'])
    }
    expect((await send({ method: 'POST' })).lines('access-control-allow-origin')).toEqual(
      where === 'before' ? ['*'] : [],
    )
  })

  it('never reaches a handler that relies on a token [R10, A42]', async () => {
    const reached: string[] = []
    const { send } = await serve(async (app) => {
      app.register(async (api) => {
        await api.register(portcullis, issuer.options())
        api.all('/plain', async (request) => reached.push(request.method))
        api.all('/config', { config: { auth: true } }, async ({ method }) => reached.push(method))
        api.all('/authorize', api.authorize(), async ({ method }) => reached.push(method))
      })
    })
    const token = await issuer.token()
    for (const path of ['/plain', '/config', '/authorize']) {
      const answer = await send({ ...preflight, path })
      expect(answer.status).toBe(404)
      expect(answer.lines('www-authenticate')).toEqual([])
      expect((await send({ method: 'PATCH', path, token })).status).toBe(200)
    }
    expect(reached).toEqual(['PATCH', 'PATCH', 'PATCH'])
  })

  it.each(['optional', false] as const)('reaches handlers where auth is %s', async (auth) => {
    const { send } = await serve(async (app) => {
      await app.register(portcullis, issuer.options())
      app.options('/', { config: { auth } }, (request) => ({ auth: String(request.auth) }))
    })
    expect(await send(preflight)).toMatchObject({ status: 200, body: '{"auth":"undefined"}' })
  })
})
