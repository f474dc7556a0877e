import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  createResourceServer,
  type IntrospectionCache,
  type ResourceServer,
  type TenantIssuers,
  type TenantsOptions,
  tenants,
} from '../../src/index.js'
import { configurationError } from '../support/errors.js'
import { codeOf, fetchFrom, refused } from '../support/guard.js'
import { requestOf } from '../support/request.js'

async function twoTenants() {
  const a = await createTestIssuer({ issuer: 'https://a.test' })
  const b = await createTestIssuer({ issuer: 'https://b.test', clock: a.clock })
  return { a, b }
}

/** Tenants by host, each with an issuer and an audience of its own. */
function guardOf(issuers: readonly TestIssuer[], options: Partial<TenantsOptions> = {}) {
  const asked: string[] = []
  const entries = new Map<string, TenantIssuers>(
    issuers.map(({ issuer }) => {
      const { host } = new URL(issuer)
      return [host, { issuer, audience: `https://api.example.com/${host}` }]
    }),
  )
  const guard = createResourceServer({
    issuers: tenants({
      tenantOf: ({ host }) => host,
      issuersOf: (name) => {
        asked.push(name)
        return entries.get(name)
      },
      ...options,
    }),
    audience: 'api1',
    clock: issuers[0]?.clock ?? Date.now,
    fetch: fetchFrom(...issuers),
  })
  return { guard, asked, entries }
}

function tokenOf(
  issuer: TestIssuer,
  aud = `https://api.example.com/${new URL(issuer.issuer).host}`,
) {
  return issuer.token({ claims: { aud } })
}

async function at(guard: ResourceServer, host: string, token: string, target = '/items') {
  const headers = { host, authorization: `Bearer ${token}` }
  return codeOf(await guard.protect(requestOf({ headers, target })))
}

describe('a tenant follows from the request', () => {
  test('[R170, A29] and its audience is checked on each one', async () => {
    const { a, b } = await twoTenants()
    const { guard } = guardOf([a, b])
    expect(await at(guard, 'a.test', await tokenOf(a))).toBe('granted')
    expect(await at(guard, 'b.test', await tokenOf(b))).toBe('granted')
    const foreign = await tokenOf(a, 'https://api.example.com/b.test')
    expect(await at(guard, 'a.test', foreign)).toBe('audience_mismatch')
  })

  test('[A26, A28, R53, R204] a token that is kept for one tenant does not pass at another', async () => {
    const { a, b } = await twoTenants()
    const { guard } = guardOf([a, b])
    const token = await tokenOf(a)
    for (const _ of [1, 2]) {
      expect(await at(guard, 'a.test', token)).toBe('granted')
      expect(await at(guard, 'b.test', token)).toBe('issuer_not_trusted')
    }
  })

  test('[A26, R170] nor where both trust one issuer', async () => {
    const { a } = await twoTenants()
    const { guard, entries } = guardOf([a])
    entries.set('other.test', { issuer: a.issuer, audience: 'https://api.example.com/other' })
    const token = await tokenOf(a)
    expect(await at(guard, 'a.test', token)).toBe('granted')
    expect(await at(guard, 'other.test', token)).toBe('audience_mismatch')
  })

  test('[A28, A32] keys of one tenant verify nothing at another', async () => {
    const { a, b } = await twoTenants()
    const { guard } = guardOf([a, b])
    const forged = await a.token({
      claims: { iss: b.issuer, aud: 'https://api.example.com/b.test' },
    })
    expect(await at(guard, 'a.test', await tokenOf(a))).toBe('granted')
    expect(['signature_invalid', 'signing_key_unknown']).toContain(
      await at(guard, 'b.test', forged),
    )
  })

  test('[A4, A28] an iss leads to no fetch unless issuersOf named it', async () => {
    const { a, b } = await twoTenants()
    const { guard } = guardOf([a, b], {
      tenantOf: ({ claimedIssuer }) => claimedIssuer,
      issuersOf: (name) =>
        name === a.issuer ? a.issuer : name === 'https://evil.test' ? b.issuer : undefined,
    })
    const evil = await b.token({ claims: { iss: 'https://evil.test' } })
    expect(await at(guard, 'x', evil)).toBe('issuer_not_trusted')
    const unknown = await b.token({ claims: { iss: 'http://169.254.169.254/' } })
    expect(await at(guard, 'x', unknown)).toBe('tenant_unknown')
    expect(a.requests.total + b.requests.total).toBe(0)
    expect(await at(guard, 'x', await a.token())).toBe('granted')
  })

  test.each(['/a/../b', '/a/%2e%2e/b', '/./a', '/a\\..\\b', '/a/..%2fb', '/a/..;/b', '/a/%2E./b'])(
    '[A29] %s belongs to nobody',
    async (target) => {
      const { a } = await twoTenants()
      const { guard } = guardOf([a])
      expect(await at(guard, 'a.test', await tokenOf(a), target)).toBe('tenant_unknown')
      expect(await at(guard, 'a.test', await tokenOf(a), '/a/..b/...')).toBe('granted')
    },
  )

  test('a header that came twice says nothing', async () => {
    const { a } = await twoTenants()
    const { guard } = guardOf([a], { tenantOf: (request) => request.header('X-Tenant') })
    const headers = { host: 'h', authorization: `Bearer ${await tokenOf(a)}` }
    const twice = requestOf({ headers: { ...headers, 'x-tenant': ['a.test', 'b.test'] } })
    expect(codeOf(await guard.protect(twice))).toBe('tenant_unknown')
    const once = requestOf({ headers: { ...headers, 'x-tenant': 'a.test' } })
    expect(codeOf(await guard.protect(once))).toBe('granted')
  })
})

describe('issuersOf', () => {
  test('is asked once for all who wait, and again when its answer is old', async () => {
    const { a } = await twoTenants()
    const { guard, asked, entries } = guardOf([a])
    const token = await tokenOf(a)
    await Promise.all(Array.from({ length: 50 }, () => at(guard, 'a.test', token)))
    expect(asked).toEqual(['a.test'])
    a.clock.advance(301)
    entries.delete('a.test')
    expect(await at(guard, 'a.test', await tokenOf(a))).toBe('tenant_unknown')
    expect(asked).toHaveLength(2)
  })

  /** A guard of tenants that have issuers `of()`, asked anew for every second of the clock. */
  function renewed(a: TestIssuer, of: () => TenantIssuers, more: object = {}) {
    return createResourceServer({
      issuers: tenants({ tenantOf: () => 'a', issuersOf: of, freshSeconds: 1 }),
      audience: 'api1',
      clock: a.clock,
      fetch: fetchFrom(a),
      ...more,
    })
  }

  /** Presents a token, and lets what is renewed behind it land. */
  async function laterAt(guard: ResourceServer, a: TestIssuer, token: string) {
    a.clock.advance(2)
    const code = await at(guard, 'a.test', token)
    await new Promise(setImmediate)
    return code
  }

  test('[A23] keeps the keys while its answers say the same, as rows of a table do', async () => {
    const { a } = await twoTenants()
    const guard = renewed(a, () => [{ issuer: a.issuer, algorithms: ['ES256', 'RS256'] }])
    const token = await a.token()
    for (const _ of [1, 2, 3, 4]) expect(await laterAt(guard, a, token)).toBe('granted')
    expect(a.requests.jwks).toBe(1)
  })

  test.each([
    ['a member', (n: number) => ({ audience: n === 0 ? 'api1' : 'api2' })],
    ['an item', (n: number) => ({ audience: n === 0 ? ['api1'] : ['api2'] })],
    ['one item more', (n: number) => ({ requiredClaims: n === 0 ? ['exp'] : ['exp', 'email'] })],
    ['one member more', (n: number) => (n === 0 ? {} : { requiredClaims: ['email'] })],
  ])('[R170] that changes %s counts from then on', async (_, change) => {
    const { a } = await twoTenants()
    let calls = 0
    const guard = renewed(a, () => ({ issuer: a.issuer, ...change(calls++) }))
    const token = await a.token()
    expect(await at(guard, 'a.test', token)).toBe('granted')
    await laterAt(guard, a, token)
    expect(await at(guard, 'a.test', token)).not.toBe('granted')
  })

  test('[A23] that changes all the time leaves nothing behind in a cache of several nodes', async () => {
    const { a } = await twoTenants()
    const listeners: ((key: string) => void)[] = []
    const keys: string[] = []
    const introspectionCache: IntrospectionCache = {
      get: (key) => void keys.push(key),
      set: () => {},
      delete: () => {},
      onDelete: (listener) => void listeners.push(listener),
    }
    let calls = 0
    const introspection = { clientId: 'api1', clientSecret: 'api1_secret' }
    const guard = renewed(
      a,
      () => ({ issuer: a.issuer, audience: ['api1', `api${calls++}`], introspection }),
      { introspectionCache },
    )
    const token = a.issueReferenceToken()
    for (const _ of [1, 2, 3, 4]) expect(await laterAt(guard, a, token)).toBe('granted')
    expect(calls).toBeGreaterThan(2)
    expect(listeners).toHaveLength(1)
  })

  test('[A27] of a tenant: a no is let go when another node deletes it', async () => {
    const { a } = await twoTenants()
    const listeners: ((key: string) => void)[] = []
    const keys: string[] = []
    const introspectionCache: IntrospectionCache = {
      get: (key) => void keys.push(key),
      set: () => {},
      delete: () => {},
      onDelete: (listener) => void listeners.push(listener),
    }
    const introspection = { clientId: 'api1', clientSecret: 'api1_secret' }
    const guard = renewed(a, () => ({ issuer: a.issuer, introspection }), { introspectionCache })
    for (const _ of [1, 2]) expect(await at(guard, 'a.test', 'unknown')).toBe('token_inactive')
    expect(a.requests.introspection).toBe(1)
    for (const listener of listeners) listener(keys[0] ?? '')
    await at(guard, 'a.test', 'unknown')
    expect(a.requests.introspection).toBe(2)
  })

  test('[A25] is not asked again and again about a stranger', async () => {
    const { a } = await twoTenants()
    const { guard, asked } = guardOf([a])
    const token = await tokenOf(a)
    for (const _ of [1, 2, 3]) expect(await at(guard, 'c.test', token)).toBe('tenant_unknown')
    expect(asked).toHaveLength(1)
    a.clock.advance(11)
    await at(guard, 'c.test', token)
    expect(asked).toHaveLength(2)
  })

  test('[A41] that throws is 503 with its cause', async () => {
    const { a } = await twoTenants()
    const cause = new Error('no database')
    const broken = () => Promise.reject(cause)
    const { guard } = guardOf([a], { issuersOf: broken })
    const headers = { host: 'a.test', authorization: `Bearer ${await tokenOf(a)}` }
    const outcome = refused(await guard.protect(requestOf({ headers })))
    expect(outcome.status).toBe(503)
    expect(outcome.reason).toMatchObject({ code: 'tenants_unavailable', cause })
  })

  test('and so is a tenantOf that throws, and an entry that cannot work', async () => {
    const { a } = await twoTenants()
    const token = await tokenOf(a)
    const thrower = () => {
      throw new Error('a bug')
    }
    expect(await at(guardOf([a], { tenantOf: thrower }).guard, 'a.test', token)).toBe(
      'tenants_unavailable',
    )
    const wrong = guardOf([a], { issuersOf: () => 'http://a.test' }).guard
    expect(await at(wrong, 'a.test', token)).toBe('tenants_unavailable')
  })

  test('that is slow is 503, and holds up no more than so many', async () => {
    const { a } = await twoTenants()
    const never = () => new Promise<undefined>(() => {})
    const { guard } = guardOf([a], {
      issuersOf: never,
      timeoutSeconds: 1,
      maximumConcurrentCalls: 1,
    })
    const token = await tokenOf(a)
    const first = at(guard, 'a.test', token)
    const second = at(guard, 'b.test', token)
    expect(await Promise.all([first, second])).toEqual([
      'tenants_unavailable',
      'tenants_unavailable',
    ])
  })

  test('[A25] is not called for more names at once than it may be', async () => {
    const { a } = await twoTenants()
    let calls = 0
    const { guard } = guardOf([a], {
      maximumConcurrentCalls: 2,
      issuersOf: async () => {
        calls += 1
        return undefined
      },
    })
    const token = await tokenOf(a)
    const codes = await Promise.all(['x', 'y', 'z'].map((name) => at(guard, name, token)))
    expect(codes.sort()).toEqual(['tenant_unknown', 'tenant_unknown', 'tenants_unavailable'])
    expect(calls).toBe(2)
  })

  test('[A23] is asked anew about a tenant that had to go', async () => {
    const { a } = await twoTenants()
    const { guard, asked, entries } = guardOf([a], { maximumTenants: 2 })
    const token = await tokenOf(a)
    for (const name of ['a.test', 'x', 'y', 'z', 'a.test']) {
      entries.set(name, entries.get('a.test') ?? a.issuer)
      expect(await at(guard, name, token)).toBe('granted')
    }
    expect(asked.filter((name) => name === 'a.test')).toHaveLength(2)
  })
})

test.each([
  { tenantOf: undefined },
  { issuersOf: 'x' },
  { maximumTenants: 1 },
  { maxTenants: 9 },
  { usableSeconds: 59 },
])('%j is refused', (wrong) => {
  const options = { tenantOf: () => 'a', issuersOf: () => undefined, ...wrong }
  expect(configurationError(() => tenants(options as object as TenantsOptions)).message).toMatch(
    /write|options|mean/,
  )
})
