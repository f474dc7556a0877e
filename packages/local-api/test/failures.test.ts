import { isBreakdown } from '@portcullis/core'
import { describe, expect, test, vi } from 'vitest'
import { localApi } from '../src/index.js'
import { plain } from './support/guard.js'
import { judge, verdict } from './support/judge.js'

const forms = ['jwt', 'reference'] as const
const trouble = new Error('The database is gone')

describe('an authority in trouble', () => {
  test.each(forms)('is no reason to refuse a %s token: 503, and no challenge', async (form) => {
    const { authority, guard } = await plain()
    const token = await authority.token(form)
    authority.answer = () => Promise.reject(trouble)
    const outcome = await judge(guard, token)
    expect(outcome).toMatchObject({ ok: false, status: 503 })
    const names = outcome.headers.map(([name]) => name)
    expect(names).toContain('Retry-After')
    expect(names).not.toContain('WWW-Authenticate')
    expect(outcome.ok === false && isBreakdown(outcome.reason) && outcome.reason.cause).toBe(
      trouble,
    )
  })

  test('that throws at once is the same', async () => {
    const { authority, guard } = await plain()
    authority.answer = () => {
      throw trouble
    }
    expect(await verdict(guard, await authority.jwt())).toBe('503 authority_failed')
  })

  test.each([
    () => Promise.reject(trouble),
    () => {
      throw trouble
    },
    () => 'text' as never,
    () => null as never,
    () => ['a'] as never,
    () => ({ own: () => 'no JSON' }),
  ])('that cannot look up: %s', async (findReferenceToken) => {
    const { authority, guard } = await plain()
    const token = authority.reference()
    vi.spyOn(authority, 'findReferenceToken').mockImplementation(findReferenceToken as never)
    expect(await verdict(guard, token)).toBe('503 authority_failed')
  })

  test.each([
    () => {
      throw trouble
    },
    () => Promise.reject(trouble),
    () => undefined as never,
    () => ({}),
    () => ({ keys: 'text' }),
  ])('that has no key set: %s', async (keys) => {
    const { authority, guard } = await plain()
    const token = await authority.jwt()
    vi.spyOn(authority, 'keys').mockImplementation(keys)
    expect(await verdict(guard, token)).toBe('503 issuer_keys_invalid')
    vi.restoreAllMocks()
    expect(await verdict(guard, token)).toBe('200')
    vi.spyOn(authority, 'keys').mockImplementation(keys)
    expect(await verdict(guard, token)).toBe('503 issuer_keys_invalid')
  })

  test('that never answers is waited for so long and no longer', async () => {
    const { authority, guard } = await plain({ timeoutSeconds: 1 })
    const token = authority.reference()
    vi.spyOn(authority, 'findReferenceToken').mockReturnValue(new Promise(() => {}) as never)
    const began = performance.now()
    expect(await verdict(guard, token)).toBe('503 authority_failed')
    expect(performance.now() - began).toBeGreaterThan(950)
  })

  test('is told to the hook, without the token', async () => {
    const onBreakdown = vi.fn()
    const { authority, guard } = await plain({ onBreakdown })
    const token = authority.reference()
    authority.answer = () => Promise.reject(trouble)
    await verdict(guard, token)
    expect(onBreakdown).toHaveBeenCalledOnce()
    expect(JSON.stringify(onBreakdown.mock.calls)).not.toContain(token)
    expect(onBreakdown.mock.calls[0]?.[0].reason.message).toBe('standing() of the authority failed')
  })

  test('is no matter of a token that is no good anyhow', async () => {
    const { authority, guard } = await plain()
    authority.answer = () => Promise.reject(trouble)
    expect(await verdict(guard, await authority.jwt({ aud: 'other' }))).toBe(
      '401 audience_mismatch',
    )
  })
})

test('an authority with no keys issues no JWTs: they are refused, and the rest works', async () => {
  const { authority } = await plain()
  const { clock } = authority.forge
  const keys = () => ({ keys: [] })
  const without = {
    issuer: authority.issuer,
    keys,
    findReferenceToken: (token: string) => authority.findReferenceToken(token),
    standing: () => 'good' as const,
  }
  const guard = localApi({ authority: without, scope: null, audience: 'local', clock })
  expect(await verdict(guard, await authority.jwt())).toBe('401 signing_key_unknown')
  expect(await verdict(guard, authority.reference())).toBe('200')
})
