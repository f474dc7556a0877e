/** The examples of the guides, as programs: what the guide says of them is what they do. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createResourceServer, scopes } from '@portcullis/core'
import { createTestIssuer } from '@portcullis/testing'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { app as corsExpress } from '../examples/cors-express.js'
import { app as corsFastify } from '../examples/cors-fastify.js'
import { app as corsHono } from '../examples/cors-hono.js'
import { app as corsKoa } from '../examples/cors-koa.js'
import { lines, guard as telling } from '../examples/hooks.js'
import { refusals } from '../examples/hooks-channel.js'
import { guard as transforming, users } from '../examples/hooks-transform.js'
import { app as mcp } from '../examples/mcp.js'
import { both, app as photos } from '../examples/metadata.js'
import { app as signed } from '../examples/metadata-signed.js'
import { authOf, authorize, protect } from '../examples/own-binding.js'

const root = '/.well-known/oauth-protected-resource'
const origin = 'https://app.example.com'

/** @type {(() => unknown)[]} */
const open = []
afterAll(() => Promise.all(open.map((close) => close())))

/**
 * @param {import('node:http').RequestListener} listener
 * @returns {Promise<(path: string, init?: RequestInit) => Promise<Response>>}
 */
async function serve(listener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init)
}

describe('the guide to metadata', () => {
  test('shows a document that follows from the options', async () => {
    const ask = await serve(photos)
    expect(await (await ask(root)).json()).toMatchObject({
      resource: 'https://api.example.com',
      scopes_supported: ['photos', 'photos.read'],
      dpop_bound_access_tokens_required: true,
      'resource_name#de': 'Fotos',
    })
    const refused = await ask('/photos')
    expect(refused.headers.get('www-authenticate')).toMatch(
      /^DPoP scope="photos photos.read", resource_metadata="https:\/\/api.example.com\/.well-known/,
    )
  })

  test('shows two resources in one app', async () => {
    const ask = await serve(both)
    for (const name of ['photos', 'music']) {
      const resource = `https://api.example.com/${name}`
      expect(await (await ask(`${root}/${name}`)).json()).toMatchObject({ resource })
      const refused = await ask(`/${name}`)
      expect(refused.headers.get('www-authenticate')).toContain(`${root}/${name}"`)
    }
    expect((await ask(root)).status).toBe(404)
  })

  test('shows a document that is signed', async () => {
    const ask = await serve(signed)
    const { signed_metadata: jwt, ...document } = JSON.parse(await (await ask(root)).text())
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString())
    expect(claims).toMatchObject({ ...document, iss: 'https://trust.example.com' })
  })
})

describe('the guide to hooks', () => {
  /** @type {import('@portcullis/core').ResourceRequest} */
  const request = { method: 'GET', target: '/items?x=1', scheme: 'https', header: () => [] }

  test('shows a log, and a counter over all guards', async () => {
    await telling.protect(request)
    expect(lines).toEqual(['{"method":"GET","path":"/items","code":"credentials_missing"}'])
    expect(refusals.get('credentials_missing')).toBeGreaterThan(0)
  })
})

describe('the guide to claims of your own', () => {
  test('shows roles that policies see, and a user store that may be away', async () => {
    const issuer = await createTestIssuer({ issuer: 'https://identity.example.com' })
    vi.stubGlobal('fetch', issuer.fetch)
    vi.setSystemTime(issuer.clock())
    /** @param {string} sub */
    const ask = async (sub) => {
      const authorization = `Bearer ${await issuer.token({ claims: { sub } })}`
      /** @param {string} name */
      const header = (name) => (name === 'authorization' ? [authorization] : [])
      const outcome = await transforming.protect({
        method: 'GET',
        target: '/',
        scheme: 'https',
        header,
      })
      return outcome.ok ? 200 : outcome.status
    }
    expect(await ask('user-1')).toBe(200)
    expect(await ask('user-2')).toBe(403)
    users.rolesOf = () => Promise.reject(new Error('away'))
    expect(await ask('user-1')).toBe(503)
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })
})

describe('the guide to other frameworks', () => {
  /**
   * @typedef {import('node:http').IncomingMessage} IncomingMessage
   * @typedef {import('node:http').ServerResponse} ServerResponse
   * @typedef {(message: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void} Middleware
   */

  /**
   * A framework that is three lines.
   * @param {readonly Middleware[]} chain
   * @returns {import('node:http').RequestListener}
   */
  const run =
    ([first, ...rest]) =>
    (message, response) =>
      first?.(message, response, (error) => {
        if (error === undefined) run(rest)(message, response)
        else response.writeHead(500).end(String(error))
      })

  /** @type {Middleware} */
  const hello = (message, response) => void response.end(authOf(message)?.subject ?? 'stranger')

  test('shows a binding that answers as the others do', async () => {
    const { issuer, fetch, clock, token } = await createTestIssuer()
    const guard = createResourceServer({ issuer, audience: 'api1', fetch, clock, dpop: 'off' })
    const read = await serve(run([protect(guard), authorize(scopes('api1.read')), hello]))
    const write = await serve(run([protect(guard, { policy: scopes('api1.write') }), hello]))
    const open = await serve(run([protect(guard, { optional: true }), hello]))
    const none = await serve(run([authorize(), hello]))
    const headers = { authorization: `Bearer ${await token()}` }
    expect(await (await read('/', { headers })).text()).toBe('user-1')
    expect(await (await open('/', { headers })).text()).toBe('user-1')
    expect(await (await open('/')).text()).toBe('stranger')
    const refused = await read('/')
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="api1"')
    expect((await write('/', { headers })).status).toBe(403)
    expect(await (await none('/', { headers })).text()).toMatch(/needs protect\(\) before it/)
    const preflight = { origin, 'access-control-request-method': 'GET' }
    expect((await read('/', { method: 'OPTIONS', headers: preflight })).status).toBe(404)
    expect(() => protect(guard, JSON.parse('{ "policy": null }'))).toThrow(/write \{ policy/)
    expect(() => authorize(undefined)).toThrow(/write authorize/)
  })
})

describe('the guide to CORS', () => {
  const koa = corsKoa.callback()
  /** @type {[string, (path: string, init: RequestInit) => Promise<Response>][]} */
  const apps = [
    ['Express', async (path, init) => (await serve(corsExpress))(path, init)],
    ['Koa', async (path, init) => (await serve((req, res) => void koa(req, res)))(path, init)],
    ['Hono', async (path, init) => corsHono.request(path, init)],
    [
      'Fastify',
      async (path, init) => {
        await corsFastify.ready()
        return (await serve((req, res) => corsFastify.routing(req, res)))(path, init)
      },
    ],
  ]

  test.each(apps)('shows an app in which a page can read a refusal: %s', async (_, ask) => {
    const refused = await ask('/', { headers: { origin } })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin)
    expect(refused.headers.get('access-control-expose-headers')).toMatch(/WWW-Authenticate/i)
    const headers = { origin, 'access-control-request-method': 'POST' }
    const preflight = await ask('/', { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization.*dpop/i)
  })
})

describe('the guide to MCP', () => {
  test('shows a server that says how to get in', async () => {
    const ask = await serve(mcp)
    const refused = await ask('/mcp', { method: 'POST' })
    expect(refused.status).toBe(401)
    const challenge = refused.headers.get('www-authenticate') ?? ''
    expect(challenge).toContain('scope="tools:list"')
    const [, url = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
    expect(url).toBe(`https://mcp.example.com${root}/mcp`)
    expect(await (await ask(new URL(url).pathname)).json()).toMatchObject({
      resource: 'https://mcp.example.com/mcp',
      authorization_servers: ['https://identity.example.com'],
      scopes_supported: ['tools:list', 'tools:call'],
    })
  })
})
