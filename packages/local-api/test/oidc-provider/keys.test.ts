import { generateSigningKey } from '@portcullis/testing'
import type { Configuration } from 'oidc-provider'
import { describe, expect, test, vi } from 'vitest'
import { guardOf } from '../support/guard.js'
import { verdict } from '../support/judge.js'
import { TestAuthority } from '../support/provider.js'

const [first, second] = [generateSigningKey('ES256'), generateSigningKey('ES256')] as const

describe('keys of the provider', () => {
  test('that are new are seen at once, and the old ones serve as long as they are there', async () => {
    const authority = new TestAuthority([first])
    const guard = guardOf(authority)
    const old = await authority.issue()
    expect(await verdict(guard, old)).toBe('200')
    authority.rotate([second, first])
    expect(await verdict(guard, await authority.issue())).toBe('200')
    expect(await verdict(guard, old)).toBe('200')
  })

  test('that are withdrawn verify nothing any more, also no token that was good before', async () => {
    const authority = new TestAuthority([first])
    const guard = guardOf(authority)
    const old = await authority.issue()
    expect(await verdict(guard, old)).toBe('200')
    authority.rotate([second])
    expect(await verdict(guard, old)).toBe('401 signing_key_unknown')
    authority.rotate([second, first])
    expect(await verdict(guard, old)).toBe('200')
  })

  test('are read once for a provider, however many come', async () => {
    const authority = new TestAuthority([first])
    const callback = vi.spyOn(authority.provider, 'callback')
    const guard = guardOf(authority)
    const tokens = await Promise.all(Array.from({ length: 20 }, () => authority.issue()))
    const verdicts = await Promise.all(tokens.map((token) => verdict(guard, token)))
    expect(new Set(verdicts)).toEqual(new Set(['200']))
    expect(callback).toHaveBeenCalledOnce()
  })

  test('are read where the provider has another path, and something in front of it', async () => {
    const routes: Configuration = { routes: { jwks: '/somewhere/keys' } }
    const authority = new TestAuthority([first], routes, 'https://identity.example.com/under')
    const seen: unknown[] = []
    authority.provider.use((context, next) => {
      seen.push([context.method, context.path, context.headers.host])
      return next()
    })
    expect(await verdict(guardOf(authority), await authority.issue())).toBe('200')
    expect(seen).toEqual([['GET', '/somewhere/keys', 'identity.example.com']])
  })

  test('that the provider does not give are trouble of ours, until it does', async () => {
    const authority = new TestAuthority([first])
    let broken = true
    authority.provider.use(async (context, next) => {
      if (broken) context.status = 500
      else await next()
    })
    const guard = guardOf(authority)
    const token = await authority.issue()
    expect(await verdict(guard, token)).toBe('503 issuer_keys_invalid')
    broken = false
    expect(await verdict(guard, token)).toBe('200')
  })

  test('are shown without their private halves', async () => {
    const authority = new TestAuthority([first])
    const { authorityOf } = await import('../support/guard.js')
    const { keys } = (await authorityOf(authority).keys()) as { keys: object[] }
    expect(keys).toHaveLength(1)
    expect(keys[0]).not.toHaveProperty('d')
  })
})
