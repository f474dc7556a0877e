import { claim } from '@portcullis/core'
import { describe, expect, test, vi } from 'vitest'
import { plain } from './support/guard.js'
import { judge, verdict } from './support/judge.js'

/** What the hook may and may not do is the guard's affair, and tested there. */
describe.each(['jwt', 'reference'] as const)('claims that are added to a %s token', (form) => {
  test('come with each request, and policies see them', async () => {
    const roles = new Map([['user-1', 'admin']])
    const { authority, guard } = await plain({
      transformToken: async ({ subject }) => ({ role: roles.get(subject ?? '') ?? null }),
      policy: claim('role', 'admin'),
    })
    const token = await authority.token(form)
    const outcome = await judge(guard, token)
    expect(outcome.ok && outcome.access?.token).toMatchObject({
      format: 'local',
      claims: { role: 'admin', sub: 'user-1' },
    })
    roles.delete('user-1')
    expect(await verdict(guard, token)).toBe('403 claim_insufficient')
  })

  test('cannot give the token the scope of the API', async () => {
    const { authority, guard } = await plain({ transformToken: () => ({ scope: 'local-api' }) })
    const token = await authority.token(form, { scope: undefined })
    await expect(judge(guard, token)).rejects.toThrow(/"scope"/)
  })

  test('are not asked for when the token is no good any more', async () => {
    const transformToken = vi.fn()
    const { authority, guard } = await plain({ transformToken })
    const token = await authority.token(form)
    authority.answer = 'user_deactivated'
    expect(await verdict(guard, token)).toBe('401 token_inactive')
    expect(transformToken).not.toHaveBeenCalled()
  })
})
