import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  createGate,
  createResourceServer,
  type Requirement,
  type ResourceServerOptions,
  scopes,
} from '../src/index.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await createTestIssuer()
})

function options(more: Partial<ResourceServerOptions> = {}): ResourceServerOptions {
  const { fetch, clock } = issuer
  return {
    audience: 'api1',
    fetch,
    clock,
    ...more,
    issuer: issuer.issuer,
    issuers: undefined as never,
  }
}

/** An API that is one function. */
function api(requirement: Requirement = {}, more?: Partial<ResourceServerOptions>) {
  const gate = createGate(createResourceServer(options(more)), requirement)
  return async (token?: string, init: RequestInit = {}) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const request = new Request('https://api.example/data', { headers, ...init })
    const entry = await gate(request)
    if (entry instanceof Response) return entry
    return entry.complete(Response.json({ hello: entry.auth?.subject ?? 'stranger' }))
  }
}

describe('a gate', () => {
  it('lets a good token in', async () => {
    const answer = await api()(await issuer.token())
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ hello: 'user-1' })
  })

  it('answers everybody else [R5, R8]', async () => {
    const answer = await api()()
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="api1", DPoP /)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual({})
    const bad = await api()(await issuer.token({ defect: 'expired' }))
    expect(await bad.json()).toMatchObject({ error: 'invalid_token' })
  })

  it('asks its policy [A41]', async () => {
    expect((await api({ policy: scopes('api1.write') })(await issuer.token())).status).toBe(403)
    expect((await api({ policy: scopes('api1.read') })(await issuer.token())).status).toBe(200)
  })

  it('lets strangers in where that is said, and no bad token', async () => {
    const open = api({ optional: true })
    expect(await (await open()).json()).toEqual({ hello: 'stranger' })
    expect(await (await open(await issuer.token())).json()).toEqual({ hello: 'user-1' })
    expect((await open(await issuer.token({ defect: 'expired' }))).status).toBe(401)
  })

  it('refuses two credentials that Fetch joined [R2, R3, A9, C3]', async () => {
    const headers = new Headers()
    for (const _ of [1, 2]) headers.append('authorization', `Bearer ${await issuer.token()}`)
    expect((await api()(undefined, { headers })).status).toBe(400)
  })

  it('completes good answers, also those that cannot be changed', async () => {
    const nonce = { secrets: ['a secret of thirty-two characters'] }
    const gate = createGate(options({ dpop: { nonce } }))
    const headers = { authorization: `Bearer ${await issuer.token()}` }
    const entry = await gate(new Request('https://api.example/', { headers }))
    if (entry instanceof Response) throw new Error('refused')
    const answer = entry.complete(await fetch('data:text/plain,good'))
    expect(answer.headers.get('dpop-nonce')).toMatch(/./)
    expect(await answer.text()).toBe('good')
  })

  it('gives an entry that more can be asked of', async () => {
    const server = createResourceServer(options())
    const headers = { authorization: `Bearer ${await issuer.token()}` }
    const entry = await createGate(server)(new Request('https://api.example/', { headers }))
    if (entry instanceof Response) throw new Error('refused')
    expect(entry.access?.token).toBe(entry.auth)
  })

  it('is told of the peer', async () => {
    const gate = createGate(options({ mtls: 'allowed' }))
    const claims = { cnf: { 'x5t#S256': 'A'.repeat(43) } }
    const headers = { authorization: `Bearer ${await issuer.token({ claims })}` }
    const asked: string[] = []
    const peer = {
      certificate: () => {
        asked.push('certificate')
        return undefined
      },
    }
    const answer = await gate(new Request('https://api.example/', { headers }), peer)
    expect(answer).toMatchObject({ status: 401 })
    expect(asked).toEqual(['certificate'])
  })

  it('lets no preflight in, and refuses none [R10, A42]', async () => {
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
    const preflight = { method: 'OPTIONS', headers }
    const answer = await api()(undefined, preflight)
    expect(answer.status).toBe(404)
    expect(answer.headers.has('www-authenticate')).toBe(false)
    expect((await api({ optional: true })(undefined, preflight)).status).toBe(200)
  })

  it('fails when it is created, not at a request', () => {
    expect(() => createGate({ issuer: 'http://a.example', audience: 'a' })).toThrow(
      ConfigurationError,
    )
    expect(() => createGate(options(), scopes('a') as never)).toThrow(/write \{ policy: scopes/)
    expect(() => createGate(options(), { throwRefusals: true } as never)).toThrow(
      ConfigurationError,
    )
  })
})
