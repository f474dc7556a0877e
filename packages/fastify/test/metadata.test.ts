import { describe, expect, it } from 'vitest'
import { ConfigurationError, metadata, portcullis, scopes } from '../src/index.js'
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

  it('is that of each guard of one app, and of none at the root [C4] [R160]', async () => {
    const of = (path: string) => issuer.guard({ publicUrl: `https://api.example.com${path}` })
    const { send } = await serve((app) =>
      app.register(metadata, { server: [of('/photos'), of('/music')] }),
    )
    for (const path of ['/photos', '/music']) {
      const answer = await send({ path: root + path })
      expect(JSON.parse(answer.body).resource).toBe(`https://api.example.com${path}`)
    }
    expect((await send({ path: root })).status).toBe(404)
    const server = [of('/photos'), of('')]
    const { send: ask } = await serve((app) => app.register(metadata, { server }))
    expect(JSON.parse((await ask({ path: root })).body).resource).toBe('https://api.example.com')
  })

  it('fails when the app starts if a path is taken', async () => {
    const of = (path: string) => issuer.guard({ publicUrl: `https://api.example.com${path}` })
    const start = serve(async (app) => {
      await app.register(metadata, { server: of('/photos') })
      await app.register(metadata, { server: of('/music') })
    })
    await expect(start).rejects.toThrow(
      /taken: register metadata once, with server: \[one, other\]/,
    )
  })

  it('lists what routes ask for [R168]', async () => {
    const server = issuer.guard({ publicUrl: 'https://api.example.com', policy: scopes('api1') })
    const { send } = await serve(async (app) => {
      await app.register(metadata, { server })
      await app.register(async (api) => {
        await api.register(portcullis, { server, auth: scopes('api1.read') })
        api.get('/', () => 'secret')
        api.get('/write', api.authorize(scopes('api1.write')), () => 'secret')
        api.get('/admin', { config: { auth: scopes('api1.admin') } }, () => 'secret')
      })
    })
    const { scopes_supported } = JSON.parse((await send({ path: root })).body)
    expect(scopes_supported).toEqual(['api1', 'api1.admin', 'api1.read', 'api1.write'])
    const [challenge = ''] = (await send({ path: '/write' })).lines('www-authenticate')
    expect(challenge).toContain('scope="api1 api1.write"')
  })

  it('is found where the path of the resource has what routers take for patterns', async () => {
    for (const path of ['/a:b', '/caf%C3%A9', '/a*b', '/x%2Fy', '/(a)']) {
      const server = issuer.guard({ publicUrl: `https://api.example.com${path}` })
      const { send } = await serve((app) => app.register(metadata, { server }))
      expect((await send({ path: root + path })).status, path).toBe(200)
    }
  })

  it('is 304 where it is known already [R165]', async () => {
    const { send } = await documented()
    const [tag = ''] = (await send({ path: root })).lines('etag')
    const answer = await send({ path: root, headers: { 'if-none-match': tag } })
    expect(answer).toMatchObject({ status: 304, body: '' })
    expect(answer.lines('access-control-allow-origin')).toEqual(['*'])
  })
})
