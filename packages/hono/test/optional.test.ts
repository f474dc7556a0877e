import { describe, expect, it } from 'vitest'
import { protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()

const open = () =>
  serve((app) => {
    app.get('/', protect(issuer.options(), { optional: true }), (c) => {
      return c.json({ hello: c.get('auth')?.subject ?? 'stranger' })
    })
    const policy = scopes('api1.write')
    app.get('/write', protect(issuer.options(), { optional: true, policy }), (c) => c.text('open'))
  })

describe('optional authentication', () => {
  it('lets a request without credentials pass, with nothing on it', async () => {
    const { send } = await open()
    expect(await send()).toMatchObject({ status: 200, body: '{"hello":"stranger"}' })
  })

  it('puts a good token on the context', async () => {
    const { send } = await open()
    const answer = await send({ token: await issuer.token() })
    expect(answer.body).toBe('{"hello":"user-1"}')
  })

  it('refuses a bad token all the same', async () => {
    const { send } = await open()
    const answer = await send({ token: await issuer.running.token({ defect: 'expired' }) })
    expect(answer.status).toBe(401)
    expect(answer.lines('www-authenticate')[0]).toContain('error="invalid_token"')
    expect((await send({ headers: { authorization: 'Bearer a b' } })).status).toBe(400)
  })

  it('asks its policy of those who show a token', async () => {
    const { send } = await open()
    expect((await send({ path: '/write' })).status).toBe(200)
    expect((await send({ path: '/write', token: await issuer.token() })).status).toBe(403)
  })
})
