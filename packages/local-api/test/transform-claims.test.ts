import { claim } from '@portcullis/core'
import { createProofKey } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import type { LocalClaims, LocalToken } from '../src/index.js'
import { plain } from './support/guard.js'
import { judge, verdict } from './support/judge.js'

const forms = ['jwt', 'reference'] as const
const key = createProofKey()

describe.each(forms)('claims that are added to a %s token', (form) => {
  test('come with each request, and policies see them', async () => {
    const roles = new Map([['user-1', 'admin']])
    const { authority, guard } = await plain({
      transformClaims: async ({ subject }) => ({ role: roles.get(subject ?? '') ?? null }),
      policy: claim('role', 'admin'),
    })
    const token = await authority.token(form)
    const outcome = await judge(guard, token)
    expect(outcome.ok && outcome.access?.token.claims).toMatchObject({
      role: 'admin',
      sub: 'user-1',
    })
    roles.delete('user-1')
    expect(await verdict(guard, token)).toBe('403 claim_insufficient')
  })

  test('may be none', async () => {
    const { authority, guard } = await plain({ transformClaims: () => undefined })
    expect(await verdict(guard, await authority.token(form))).toBe('200')
  })

  test('may be given with all that the token has', async () => {
    const transformClaims = ({ claims }: LocalToken) => ({ ...claims, shoe_size: 42 })
    const { authority, guard } = await plain({ transformClaims })
    const outcome = await judge(guard, await authority.token(form))
    expect(outcome.ok && outcome.access?.token.claims.shoe_size).toBe(42)
  })

  test.each<LocalClaims>([
    { scope: 'local-api admin' },
    { aud: ['local'] },
    { sub: 'bob' },
    { client_id: 'another' },
    { exp: 99_999_999_999 },
    { nbf: 1 },
    { cnf: { jkt: key.thumbprint } },
    { acr: 'urn:example:mfa' },
    { auth_time: 1 },
    { iss: undefined },
    { role: 'admin' },
  ])('cannot be %j: whoever tries hears of it', async (added) => {
    const { authority, guard } = await plain({ transformClaims: () => added })
    const token = await authority.token(form, { role: 'reader' })
    const outcome = await judge(guard, token)
    expect(outcome).toMatchObject({ ok: false, status: 503 })
    const [name = ''] = Object.keys(added)
    expect(outcome.ok ? '' : String((outcome.reason as Error).cause)).toContain(name)
  })

  test('cannot be added where they would stand for nothing: scope of a token without one', async () => {
    const transformClaims = () => ({ scope: 'local-api' })
    const { authority, guard } = await plain({ transformClaims })
    const token = await authority.token(form, { scope: undefined })
    expect(await verdict(guard, token)).toBe('503 authority_failed')
  })

  test('cannot take a binding away, neither left out nor deleted in place', async () => {
    const cnf = { jkt: key.thumbprint }
    const leaveOut = ({ claims: { cnf: _, ...others } }: LocalToken) => others
    const first = await plain({ transformClaims: leaveOut, clock: Date.now })
    const token = await first.authority.token(form, { cnf })
    expect(await verdict(first.guard, token)).toBe('401 binding_required')
    expect(await verdict(first.guard, token, { key })).toBe('200')

    const deleteInPlace = ({ claims }: LocalToken) => {
      delete (claims as Record<string, unknown>).cnf
      return {}
    }
    const second = await plain({ transformClaims: deleteInPlace })
    const other = await second.authority.token(form, { cnf })
    expect(await verdict(second.guard, other)).toBe('503 authority_failed')
  })

  test('are not asked for when the token is no good any more', async () => {
    const transformClaims = vi.fn()
    const { authority, guard } = await plain({ transformClaims })
    const token = await authority.token(form)
    authority.answer = 'user_deactivated'
    expect(await verdict(guard, token)).toBe('401 token_inactive')
    expect(transformClaims).not.toHaveBeenCalled()
  })

  test('leave what they came from alone', async () => {
    const user = { tags: ['a'] }
    const { authority, guard } = await plain({ transformClaims: () => ({ user }) })
    expect(await verdict(guard, await authority.token(form))).toBe('200')
    expect(Object.isFrozen(user.tags)).toBe(false)
  })
})
