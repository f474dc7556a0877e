import { type NextFunction, type Request, type Response, Router } from 'express'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, metadata, protect, scopes } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const root = '/.well-known/oauth-protected-resource'

const documented = () => {
  const guard = issuer.guard({ publicUrl: 'https://api.example.com/v1' })
  return serve((app) => app.use(metadata(guard), protect(guard)))
}

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
    expect(options.status).toBe(204)
    expect(options.lines('allow')).toEqual(['GET, HEAD, OPTIONS'])
    const post = await send({ method: 'POST', path: root })
    expect(post.status).toBe(405)
    expect(post.lines('allow')).toEqual(['GET, HEAD, OPTIONS'])
  })

  it('is where the challenge says [R210]', async () => {
    const { send } = await documented()
    const [challenge = ''] = (await send()).lines('www-authenticate')
    const [, url = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
    expect((await send({ path: new URL(url).pathname })).status).toBe(200)
  })

  it('is nothing but that: every other path goes on', async () => {
    const { send } = await documented()
    for (const path of ['/', '/.well-known/openid-configuration', `${root}/v2`, `${root}x`]) {
      expect((await send({ path })).status).toBe(401)
    }
  })

  it('is found under a mounted router, by the path that came', async () => {
    const guard = issuer.guard({ publicUrl: 'https://api.example.com' })
    const router = Router().use(metadata(guard))
    const { send } = await serve((app) => app.use('/.well-known', router))
    expect((await send({ path: root })).status).toBe(200)
  })

  it('fails when it is created if the guard has no URL', () => {
    expect(() => metadata(issuer.guard())).toThrow(ConfigurationError)
    expect(() => metadata(issuer.guard())).toThrow(/publicUrl/)
  })

  it('is that of each guard of one app, and of none at the root [C4] [R160]', async () => {
    const of = (path: string) => issuer.guard({ publicUrl: `https://api.example.com${path}` })
    const { send } = await serve((app) => app.use(metadata(of('/photos'), of('/music'))))
    for (const path of ['/photos', '/music']) {
      const answer = await send({ path: root + path })
      expect(JSON.parse(answer.body).resource).toBe(`https://api.example.com${path}`)
    }
    expect((await send({ path: root })).status).toBe(404)
    const { send: ask } = await serve((app) => app.use(metadata(of('/photos'), of(''))))
    expect(JSON.parse((await ask({ path: root })).body).resource).toBe('https://api.example.com')
  })

  it('fails with the first request that comes to two of them in one app [C4]', async () => {
    const of = (path: string) => issuer.guard({ publicUrl: `https://api.example.com${path}` })
    const errors: unknown[] = []
    const { send } = await serve((app) => {
      app.use(metadata(of('/photos')), metadata(of('/music')))
      app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
        errors.push(error)
        response.status(500).end()
      })
    })
    for (const path of ['/', `${root}/music`]) {
      expect((await send({ path })).status).toBe(500)
      expect(errors.pop()).toMatchObject({
        code: 'option_invalid',
        message: expect.stringContaining('metadata is served twice in one app'),
      })
    }
  })

  it('lists what routes ask for, where their guard is known [R168]', async () => {
    const guard = issuer.guard({ publicUrl: 'https://api.example.com', policy: scopes('api1') })
    const { send } = await serve((app) => {
      app.use(metadata(guard))
      app.use(protect(guard, { policy: scopes('api1.read') }))
    })
    const { scopes_supported } = JSON.parse((await send({ path: root })).body)
    expect(scopes_supported).toEqual(['api1', 'api1.read'])
    const [challenge = ''] = (await send()).lines('www-authenticate')
    expect(challenge).toContain('scope="api1 api1.read"')
  })

  it('is 304 where it is known already [R165]', async () => {
    const { send } = await documented()
    const [tag = ''] = (await send({ path: root })).lines('etag')
    const answer = await send({ path: root, headers: { 'if-none-match': tag } })
    expect(answer).toMatchObject({ status: 304, body: '' })
    expect(answer.lines('access-control-allow-origin')).toEqual(['*'])
  })
})
