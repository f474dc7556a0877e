import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  createResourceServer,
  type IssuerEntry,
  type RequestPeer,
  type ResourceServer,
  type ResourceServerOptions,
  type TenantIssuers,
  type TenantsOptions,
  tenants,
} from '../../src/index.js'
import { codeOf, fetchFrom, refused } from '../support/guard.js'
import { requestOf } from '../support/request.js'

const introspection = { clientId: 'api1', clientSecret: 'api1_secret' }

interface Parts {
  readonly entry?: Partial<IssuerEntry>
  readonly tenantsOptions?: Partial<TenantsOptions>
  readonly options?: Partial<ResourceServerOptions>
}

/** Tenants `a.test` and `b.test`, each with an issuer of its own at that host. */
async function setting({ entry, tenantsOptions, options }: Parts = {}) {
  const a = await createTestIssuer({ issuer: 'https://a.test' })
  const b = await createTestIssuer({ issuer: 'https://b.test', clock: a.clock })
  const entries = new Map<string, TenantIssuers>()
  for (const { issuer } of [a, b]) entries.set(new URL(issuer).host, { issuer, ...entry })
  const asked: string[] = []
  const guard = createResourceServer({
    audience: 'api1',
    clock: a.clock,
    fetch: fetchFrom(a, b),
    ...options,
    issuers: tenants({
      tenantOf: ({ host }) => host,
      issuersOf: (name) => {
        asked.push(name)
        // Never the same object twice: what it says is what counts.
        return structuredClone(entries.get(name))
      },
      ...tenantsOptions,
    }),
  } as ResourceServerOptions)
  return { a, b, guard, entries, asked }
}

function requestAt(host: string, token: string, more: Readonly<Record<string, string>> = {}) {
  return requestOf({ headers: { host, authorization: `Bearer ${token}`, ...more } })
}

async function at(guard: ResourceServer, host: string, token: string) {
  return codeOf(await guard.protect(requestAt(host, token)))
}

const calls = (...issuers: readonly TestIssuer[]) =>
  issuers.map(({ requests }) => requests.introspection)

describe('reference tokens', () => {
  test('[A26, A28, R83] are asked about at the tenant of the request, and nowhere else', async () => {
    const { a, b, guard } = await setting({ entry: { introspection } })
    const token = a.issueReferenceToken()
    expect(await at(guard, 'b.test', token)).toBe('token_inactive')
    expect(calls(a, b)).toEqual([0, 1])
    expect(await at(guard, 'a.test', token)).toBe('granted')
    expect(calls(a, b)).toEqual([1, 1])
  })

  test('[A26, R83, R87] that are kept for one tenant do not pass at another', async () => {
    const { a, b, guard } = await setting({ entry: { introspection } })
    const token = a.issueReferenceToken()
    for (const _ of [1, 2]) {
      expect(await at(guard, 'a.test', token)).toBe('granted')
      expect(await at(guard, 'b.test', token)).toBe('token_inactive')
    }
    expect(calls(a, b)).toEqual([1, 1])
  })

  test('[A28] an answer of one tenant about a token of the other is none', async () => {
    const { a, b, guard } = await setting({ entry: { introspection } })
    const token = b.issueReferenceToken({ iss: a.issuer })
    expect(await at(guard, 'b.test', token)).toBe('issuer_not_trusted')
    expect(calls(a, b)).toEqual([0, 1])
  })

  test('[A27] forget reaches what is kept for tenants', async () => {
    const { a, guard } = await setting({ entry: { introspection } })
    const token = a.issueReferenceToken()
    expect(await at(guard, 'a.test', token)).toBe('granted')
    a.revoke(token)
    expect(await at(guard, 'a.test', token)).toBe('granted')
    await guard.forget(token)
    expect(await at(guard, 'a.test', token)).toBe('token_inactive')
  })

  test('[A27, R197] also of JWTs whose revocation is checked', async () => {
    const { a, b, guard } = await setting({
      entry: { introspection, jwtValidation: 'introspect' },
    })
    const token = await a.token()
    expect(await at(guard, 'a.test', token)).toBe('granted')
    a.revoke(token)
    await guard.forget(token)
    expect(await at(guard, 'a.test', token)).toBe('token_inactive')
    expect(calls(a, b)).toEqual([2, 0])
  })
})

describe('the host that names a tenant', () => {
  const proxied = { options: { trustedProxies: ['10.0.0.0/8'] } }
  const forwarding = (token: string, peer: RequestPeer) => ({
    ...requestAt('b.test', token, { 'x-forwarded-host': 'A.test:8443' }),
    peer,
  })

  test('[A43] is the one that a trusted proxy forwards', async () => {
    const { a, b, guard } = await setting(proxied)
    const come = async (of: TestIssuer) =>
      codeOf(await guard.protect(forwarding(await of.token(), { address: '10.0.0.1' })))
    expect(await come(a)).toBe('granted')
    expect(await come(b)).toBe('issuer_not_trusted')
  })

  test.each([{ address: '192.0.2.1' }, {}])('[A43] and not one that %j forwards', async (peer) => {
    const { a, b, guard } = await setting(proxied)
    const come = async (of: TestIssuer) =>
      codeOf(await guard.protect(forwarding(await of.token(), peer)))
    expect(await come(a)).toBe('issuer_not_trusted')
    expect(await come(b)).toBe('granted')
  })

  test('[A43] nor where no proxy is trusted', async () => {
    const { a, guard } = await setting()
    const request = forwarding(await a.token(), { address: '10.0.0.1' })
    expect(codeOf(await guard.protect(request))).toBe('issuer_not_trusted')
  })
})

test('[R156, A28] the metadata document is one for all, and names no tenant', async () => {
  const { a, guard } = await setting({ options: { publicUrl: 'https://api.example.com' } })
  expect(await at(guard, 'a.test', await a.token())).toBe('granted')
  expect(guard.metadata?.document).toMatchObject({ resource: 'https://api.example.com' })
  expect(guard.metadata?.document).not.toHaveProperty('authorization_servers')
  const stranger = refused(await guard.protect(requestAt('c.test', await a.token())))
  expect(JSON.stringify(stranger.headers) + stranger.body).not.toMatch(/[abc]\.test/)
})

test('[A4, A32] whatever a token names in its header or as its iss is not fetched', async () => {
  const { a, b, guard } = await setting()
  const evil = 'https://evil.test'
  for (const claims of [{ iss: evil }, { iss: b.issuer }, { iss: 'http://169.254.169.254/' }]) {
    const header = { jku: `${evil}/jwks`, x5u: `${evil}/x5u` }
    // `fetchFrom` throws where a stranger is asked, and that would be a breakdown.
    expect(await at(guard, 'a.test', await a.token({ claims, header }))).toBe('issuer_not_trusted')
  }
  expect(a.requests.total + b.requests.total).toBe(0)
})

describe('what issuersOf says later', () => {
  test('[A28] another issuer ends the trust in the first, and in what was kept of it', async () => {
    const { a, b, guard, entries } = await setting()
    const old = await a.token({ claims: { exp: a.clock() / 1000 + 3600 } })
    expect(await at(guard, 'a.test', old)).toBe('granted')
    entries.set('a.test', { issuer: b.issuer })
    a.clock.advance(61)
    // This one is answered by what is known, and asks.
    expect(await at(guard, 'a.test', old)).toBe('granted')
    await new Promise((resolve) => setImmediate(resolve))
    expect(await at(guard, 'a.test', old)).toBe('issuer_not_trusted')
    expect(await at(guard, 'a.test', await b.token())).toBe('granted')
  })

  test('the same keeps the keys, and something else does not', async () => {
    const { a, guard, entries, asked } = await setting()
    const come = async () => {
      const code = await at(guard, 'a.test', await a.token({ claims: { aud: ['api1', 'api2'] } }))
      await new Promise((resolve) => setImmediate(resolve))
      return code
    }
    for (const _ of [1, 2, 3]) {
      expect(await come()).toBe('granted')
      a.clock.advance(61)
    }
    expect(asked.length).toBeGreaterThan(2)
    expect(a.requests.jwks).toBe(1)
    entries.set('a.test', { issuer: a.issuer, audience: 'api2' })
    expect(await come()).toBe('granted')
    expect(await come()).toBe('granted')
    expect(a.requests.jwks).toBe(2)
  })

  test('[A41] nothing, or too late, is bridged by what it said before, for so long', async () => {
    let failing: (() => Promise<undefined>) | undefined
    const { a, guard } = await setting({
      tenantsOptions: {
        issuersOf: (name) => failing?.() ?? { issuer: `https://${name}` },
        timeoutSeconds: 1,
      },
    })
    const come = async () => at(guard, 'a.test', await a.token())
    expect(await come()).toBe('granted')
    failing = () => Promise.reject(new Error('no database'))
    a.clock.advance(200)
    expect(await come()).toBe('granted')
    failing = () => new Promise(() => {})
    a.clock.advance(90)
    expect(await come()).toBe('granted')
    a.clock.advance(20)
    expect(await come()).toBe('tenants_unavailable')
  })

  test('[A25] renewals count among the calls under way', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let wait = false
    let calls = 0
    const { a, b, guard } = await setting({
      tenantsOptions: {
        maximumConcurrentCalls: 1,
        issuersOf: async (name) => {
          calls += 1
          if (wait) await held
          return { issuer: `https://${name}` }
        },
      },
    })
    expect(await at(guard, 'a.test', await a.token())).toBe('granted')
    expect(await at(guard, 'b.test', await b.token())).toBe('granted')
    wait = true
    a.clock.advance(100)
    expect(await at(guard, 'a.test', await a.token())).toBe('granted')
    // Known, so it passes, though nobody may be asked; a name that is not known does not.
    expect(await at(guard, 'b.test', await b.token())).toBe('granted')
    expect(await at(guard, 'c.test', await b.token())).toBe('tenants_unavailable')
    expect(calls).toBe(3)
    release()
  })
})

test('[A23] keys of a tenant that had to go are gone with it', async () => {
  const { a, guard, entries } = await setting({ tenantsOptions: { maximumTenants: 2 } })
  const come = async (name: string) => {
    entries.set(name, { issuer: a.issuer })
    return at(guard, name, await a.token())
  }
  expect(await come('a.test')).toBe('granted')
  expect(await come('a.test')).toBe('granted')
  expect(a.requests.jwks).toBe(1)
  for (const name of ['x', 'y', 'z']) expect(await come(name)).toBe('granted')
  expect(a.requests.jwks).toBe(4)
  expect(await come('a.test')).toBe('granted')
  expect(a.requests.jwks).toBe(5)
})

test.each<[unknown]>([[''], ['x'.repeat(257)], [42], [null], [['a.test']]])(
  '[A25, A29] a request of %j belongs to nobody, and nobody is asked',
  async (name) => {
    const { a, guard, asked } = await setting({
      tenantsOptions: { tenantOf: () => name as string },
    })
    expect(await at(guard, 'a.test', await a.token())).toBe('tenant_unknown')
    expect(asked).toEqual([])
  },
)

test('[R199, R200] the profile of the guard holds for every tenant', async () => {
  const fapi2 = { options: { profile: 'fapi2', mtls: 'allowed' } } as const
  const { a, guard } = await setting(fapi2)
  expect(await at(guard, 'a.test', await a.token())).toBe('binding_missing')
  const weak = await setting({ ...fapi2, entry: { algorithms: ['RS256'] } })
  expect(await at(weak.guard, 'a.test', await weak.a.token())).toBe('tenants_unavailable')
})
