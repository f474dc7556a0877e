import { describe, expect, it } from 'vitest'
import { ConfigurationError, metadata, portcullis } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const root = '/.well-known/oauth-protected-resource'

const documented = () =>
  serve(async (app) => {
    const server = issuer.guard({ publicUrl: 'https://api.example.com/v1' })
    await app.register(portcullis, { server })
    await app.register(metadata, { server })
    app.get('/', () => 'secret')
  })

describe('metadata', () => {
  it('serves the document at the root and in the path-aware form, without a token', async () => {
    const { send } = await documented()
    for (const path of [root, `${root}/v1`, `${root}/v1?x=y`]) {
      const answer = await send({ path })
      expect(answer.status).toBe(200)
      expect(answer.lines('content-type')).toEqual(['application/json'])
      expect(answer.lines('access-control-allow-origin')).toEqual(['*'])
      expect(JSON.parse(answer.body)).toMatchObject({
        resource: 'https://api.example.com/v1',
        authorization_servers: [issuer.running.issuer],
      })
    }
  })

  it('answers HEAD without a body, OPTIONS with what is allowed, and nothing else', async () => {
    const { send } = await documented()
    expect(await send({ method: 'HEAD', path: root })).toMatchObject({ status: 200, body: '' })
    const options = await send({ method: 'OPTIONS', path: root })
    expect(options).toMatchObject({ status: 204, body: '' })
    expect(options.lines('allow')).toEqual(['GET, HEAD, OPTIONS'])
    const headers = { 'content-type': 'text/xml', 'content-length': '0' }
    const post = await send({ method: 'POST', path: root, headers })
    expect(post).toMatchObject({ status: 405, body: '' })
    expect(post.lines('allow')).toEqual(['GET, HEAD, OPTIONS'])
  })

  it('is where the challenge says [R210]', async () => {
    const { send } = await documented()
    const [challenge = ''] = (await send()).lines('www-authenticate')
    const [, url = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
    expect((await send({ path: new URL(url).pathname })).status).toBe(200)
  })

  it('is nothing but that', async () => {
    const { send } = await documented()
    expect((await send()).status).toBe(401)
    for (const path of ['/.well-known/openid-configuration', `${root}/v2`, `${root}x`]) {
      expect((await send({ path })).status).toBe(404)
    }
  })

  it('is not served under a prefix, where no client looks for it', async () => {
    const server = issuer.guard({ publicUrl: 'https://api.example.com' })
    const { send } = await serve((app) => app.register(metadata, { server, prefix: '/api' }))
    expect((await send({ path: `/api${root}` })).status).toBe(404)
  })

  it('fails when the app starts if the guard has no URL', async () => {
    const start = serve((app) => app.register(metadata, { server: issuer.guard() }))
    await expect(start).rejects.toThrow(ConfigurationError)
    await expect(start).rejects.toThrow(/publicUrl/)
  })
})
