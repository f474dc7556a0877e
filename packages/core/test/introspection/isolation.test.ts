import { createHash } from 'node:crypto'
import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  clientSecretPost,
  createResourceServer,
  type Fetch,
  type IntrospectionCache,
  type IntrospectionOptions,
  memoryIntrospectionCache,
  type ResourceServer,
} from '../../src/index.js'
import { granted, present } from '../support/guard.js'
import { withBearer } from '../support/request.js'
import { asking, credentials } from './setting.js'

interface Party {
  readonly issuer: string
  readonly introspection?: { [Option in keyof IntrospectionOptions]?: unknown }
}

/** Two guards with one cache in one process; each is told something else about one and the same token. */
function twoGuards(parties: readonly [Party, Party], introspectionCache: IntrospectionCache) {
  const calls = [0, 0]
  const guards = parties.map(({ issuer, introspection }, index): ResourceServer => {
    const fetch: Fetch = async (url) => {
      if (url.includes('.well-known')) {
        return Response.json({ issuer, introspection_endpoint: `${issuer}/introspect` })
      }
      calls[index] = (calls[index] ?? 0) + 1
      await new Promise((resolve) => setTimeout(resolve, 10))
      return Response.json({ active: true, aud: 'api1', sub: `party ${index}`, scope: `s${index}` })
    }
    return createResourceServer({
      issuer,
      audience: 'api1',
      introspection: { ...credentials, ...introspection } as IntrospectionOptions,
      introspectionCache,
      fetch,
    })
  })
  return { guards, calls }
}

const one = 'https://one.test'
const two = 'https://two.test'
const endpoint = 'https://shared.test/introspect'

const asPost = {
  clientSecret: undefined,
  authentication: clientSecretPost(credentials.clientSecret),
}

const pairs: [string, [Party, Party]][] = [
  ['issuers', [{ issuer: one }, { issuer: two }]],
  [
    'issuers behind one endpoint',
    [
      { issuer: one, introspection: { endpoint } },
      { issuer: two, introspection: { endpoint } },
    ],
  ],
  ['issuers of which one begins like the other', [{ issuer: one }, { issuer: `${one}/a` }]],
  ['clients', [{ issuer: one }, { issuer: one, introspection: { clientId: 'api2' } }]],
  ['secrets', [{ issuer: one }, { issuer: one, introspection: { clientSecret: 'api1_secre' } }]],
  [
    'secrets that differ outside of ASCII',
    [
      { issuer: one, introspection: { clientSecret: 'A' } },
      { issuer: one, introspection: { clientSecret: 'Ł' } },
    ],
  ],
  ['ways to authenticate', [{ issuer: one }, { issuer: one, introspection: asPost }]],
  [
    'clients that differ outside of ASCII',
    [
      { issuer: one, introspection: { clientId: 'Api' } },
      { issuer: one, introspection: { clientId: 'Łpi' } },
    ],
  ],
  [
    'endpoints',
    [
      { issuer: one, introspection: { endpoint } },
      { issuer: one, introspection: { endpoint: `${endpoint}2` } },
    ],
  ],
  [
    'endpoints of which one is discovered',
    [{ issuer: one }, { issuer: one, introspection: { endpoint } }],
  ],
  [
    'texts that would be one when joined',
    [
      { issuer: one, introspection: { clientId: 'a', endpoint: `${endpoint}","b` } },
      { issuer: one, introspection: { clientId: 'b","a', endpoint } },
    ],
  ],
]

describe.each(pairs)(
  '[R83] [R87] [A26] two guards with different %s never share an answer',
  (_name, parties) => {
    test('from the cache', async () => {
      const { guards, calls } = twoGuards(parties, memoryIntrospectionCache())
      for (const round of [1, 2]) {
        for (const [index, guard] of guards.entries()) {
          const token = granted(await guard.protect(withBearer('the-same-token')))
          expect([round, token.subject, [...token.scopes]]).toEqual([
            round,
            `party ${index}`,
            [`s${index}`],
          ])
        }
      }
      expect(calls).toEqual([1, 1])
    })

    test('in flight', async () => {
      const { guards, calls } = twoGuards(parties, memoryIntrospectionCache())
      const requests = Array.from({ length: 20 }, (_, index) => index % 2)
      const subjects = await Promise.all(
        requests.map(async (index) => {
          const outcome = await guards[index]?.protect(withBearer('the-same-token'))
          return outcome && granted(outcome).subject
        }),
      )
      expect(subjects).toEqual(requests.map((index) => `party ${index}`))
      expect(calls).toEqual([1, 1])
    })

    test('nor does one forget for the other', async () => {
      const { guards, calls } = twoGuards(parties, memoryIntrospectionCache())
      for (const guard of guards) await present(guard, 'the-same-token')
      await guards[0]?.forget('the-same-token')
      for (const guard of guards) await present(guard, 'the-same-token')
      expect(calls).toEqual([2, 1])
    })
  },
)

test('[R83] [R79] a guard whose credentials are refused has nothing from the cache', async () => {
  const issuer = await createTestIssuer()
  const introspectionCache = memoryIntrospectionCache()
  const good = asking(issuer, {}, { introspectionCache })
  const bad = asking(issuer, { clientSecret: 'wrong' }, { introspectionCache })
  const token = issuer.issueReferenceToken()
  expect(await present(good, token)).toBe('granted')
  expect(await present(bad, token)).toBe('introspection_credentials_refused')
})

test('[R82] two nodes that are one API share their answers', async () => {
  const issuer = await createTestIssuer()
  const introspectionCache = memoryIntrospectionCache()
  const token = issuer.issueReferenceToken()
  for (const node of [1, 2, 3]) {
    const guard = asking(issuer, {}, { introspectionCache })
    expect([node, await present(guard, token)]).toEqual([node, 'granted'])
  }
  expect(issuer.requests.introspection).toBe(1)
})

describe('a key of the cache', () => {
  async function keysOf(issuer: TestIssuer, tokens: readonly string[]): Promise<string[]> {
    const keys: string[] = []
    const introspectionCache: IntrospectionCache = {
      get: (key) => void keys.push(key) as undefined,
      set: (key) => void keys.push(key),
      delete: (key) => void keys.push(key),
    }
    const { fetch, clock } = issuer
    const guard = createResourceServer({
      issuer: issuer.issuer,
      audience: 'api1',
      introspection: credentials,
      introspectionCache,
      fetch,
      clock,
    })
    for (const token of tokens) {
      await present(guard, token)
      await guard.forget(token)
    }
    return keys
  }

  test('[R83] [R189] [A38] is one digest: it has neither the token nor the secret in it', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.issueReferenceToken()
    const keys = await keysOf(issuer, [token])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[\w-]{43}$/)
    expect(Buffer.from(keys[0] ?? '', 'base64url')).toHaveLength(32)
    const digest = createHash('sha256').update(token).digest('base64url')
    expect(keys[0]).not.toBe(digest)
    for (const secret of [token, credentials.clientSecret]) expect(keys[0]).not.toContain(secret)
  })

  test('[R83] is different for tokens that differ in case or length', async () => {
    const issuer = await createTestIssuer()
    const keys = await keysOf(issuer, ['token', 'Token', 'token1', 'toke'])
    expect(new Set(keys).size).toBe(4)
  })

  test('[R83] is the same on every node', async () => {
    const issuer = await createTestIssuer()
    const token = issuer.issueReferenceToken()
    const [first] = await keysOf(issuer, [token])
    const [second] = await keysOf(issuer, [token])
    expect(second).toBe(first)
  })
})
