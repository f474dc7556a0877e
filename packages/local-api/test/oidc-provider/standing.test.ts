import { describe, expect, test } from 'vitest'
import { localApi } from '../../src/index.js'
import { oidcProviderAuthority } from '../../src/oidc-provider/index.js'
import { guardOf } from '../support/guard.js'
import { judge, verdict } from '../support/judge.js'
import { clientKey, type Issued, TestAuthority } from '../support/provider.js'

const forms = ['jwt', 'opaque'] as const
const inactive = '401 token_inactive'

async function start(issued: Issued, more: Parameters<typeof guardOf>[1] = {}) {
  const authority = new TestAuthority()
  await authority.grant()
  const guard = guardOf(authority, more)
  const token = await authority.issue(issued)
  return { authority, guard, token }
}

describe.each(
  forms.flatMap((form) => [
    { name: `bearer, ${form}`, form, key: undefined },
    { name: `DPoP, ${form}`, form, key: clientKey },
  ]),
)('the token of a user ($name) stops with the next request', ({ form, key }) => {
  const issued = { form, ...(key === undefined ? {} : { boundTo: key }) }
  const ends: readonly (readonly [string, (authority: TestAuthority) => unknown])[] = [
    ['its grant is revoked', (authority) => authority.revokeGrant()],
    ['its client is removed', (authority) => authority.removeClient('app')],
    ['its user is deactivated', (authority) => authority.users.delete('alice')],
  ]

  test.each(ends)('after %s', async (_, end) => {
    const { authority, guard, token } = await start(issued)
    expect(await verdict(guard, token, { key })).toBe('200')
    expect(await verdict(guard, token, { key })).toBe('200')
    await end(authority)
    expect(await verdict(guard, token, { key })).toBe(inactive)
  })

  test('after its session has ended, where it is bound to one', async () => {
    const { authority, guard, token: free } = await start(issued)
    const session = await authority.startSession()
    const token = await authority.issue({ ...issued, session })
    expect(await verdict(guard, token, { key })).toBe('200')
    await authority.endSession(session)
    expect(await verdict(guard, token, { key })).toBe(inactive)
    expect(await verdict(guard, free, { key })).toBe('200')
  })
})

describe.each(forms)('a %s token', (form) => {
  test('ends when another user takes its session over', async () => {
    const { authority, guard } = await start({ form })
    const session = await authority.startSession()
    const token = await authority.issue({ form, session })
    const found = await authority.provider.Session.findByUid(session)
    Object.assign(found ?? {}, { accountId: 'bob' })
    await found?.save(600)
    expect(await verdict(guard, token)).toBe(inactive)
  })

  test('of a client stops when the client is removed, and asks for no user', async () => {
    const { authority, guard, token } = await start({ form, user: null })
    authority.users.clear()
    expect(await verdict(guard, token)).toBe('200')
    authority.removeClient('service')
    expect(await verdict(guard, token)).toBe(inactive)
  })

  test('of a user who is called like the client is one of a user', async () => {
    const authority = new TestAuthority()
    authority.users.add('app')
    await authority.grant('app', 'app')
    const guard = guardOf(authority)
    const token = await authority.issue({ form, user: 'app' })
    expect(await verdict(guard, token)).toBe('200')
    authority.users.delete('app')
    expect(await verdict(guard, token)).toBe(inactive)
  })

  test('without a grant stands on client and user alone', async () => {
    const { authority, guard, token } = await start({ form, withGrant: false })
    expect(await verdict(guard, token)).toBe('200')
    authority.users.delete('alice')
    expect(await verdict(guard, token)).toBe(inactive)
  })

  test('of a deactivated user serves on where nobody is asked about users', async () => {
    const { authority, token } = await start({ form })
    authority.users.clear()
    const { provider } = authority
    const guard = localApi({
      authority: oidcProviderAuthority(provider, { findAccount: null }),
      scope: 'local-api',
      audience: 'local',
    })
    expect(await verdict(guard, token)).toBe('200')
  })

  test('asks for the user by the name that the authority knows, where sub is pairwise', async () => {
    const pairwiseIdentifier = (accountId: string) => `hidden-${accountId}`
    const authority = new TestAuthority(undefined, {
      subjectTypes: ['public', 'pairwise'],
      pairwiseIdentifier: (_context, accountId) => pairwiseIdentifier(accountId),
    })
    authority.addClient('app', { subject_type: 'pairwise' })
    const { provider, findAccount } = authority
    const guard = localApi({
      authority: oidcProviderAuthority(provider, { findAccount, pairwiseIdentifier }),
      scope: 'local-api',
      audience: 'local',
    })
    const token = await authority.issue({ form })
    const outcome = await judge(guard, token)
    expect(outcome.ok && outcome.access?.token.subject).toBe('hidden-alice')
    authority.users.delete('alice')
    expect(await verdict(guard, token)).toBe(inactive)
  })
})

describe('a reference token stops with the next request', () => {
  test('after it is destroyed', async () => {
    const { authority, guard, token } = await start({ form: 'opaque' })
    expect(await verdict(guard, token)).toBe('200')
    const stored = await authority.provider.AccessToken.find(token)
    await stored?.destroy()
    expect(await verdict(guard, token)).toBe(inactive)
  })

  test.each([{}, { user: null }])('after it is consumed (%j)', async (issued) => {
    const { authority, guard, token } = await start({ form: 'opaque', ...issued })
    expect(await verdict(guard, token)).toBe('200')
    const { AccessToken, ClientCredentials } = authority.provider
    await ('user' in issued ? ClientCredentials : AccessToken).adapter.consume(token)
    expect(await verdict(guard, token)).toBe(inactive)
  })

  test('after all tokens of its grant are revoked', async () => {
    const { authority, guard, token } = await start({ form: 'opaque' })
    await authority.provider.AccessToken.adapter.revokeByGrantId(authority.grantId ?? '')
    expect(await verdict(guard, token)).toBe(inactive)
  })

  test('after it has expired for the provider, whatever the clock of the guard', async () => {
    const { authority, guard, token } = await start({ form: 'opaque' }, { clock: () => 0 })
    const stored = authority.store.get('AccessToken')?.get(token)
    Object.assign(stored ?? {}, { iat: 0 })
    expect(await verdict(guard, token)).toBe('200')
    Object.assign(stored ?? {}, { exp: 10 })
    expect(await verdict(guard, token)).toBe(inactive)
  })
})

describe('a JWT that does not say what it stands on', () => {
  test.each([{}, { user: null }])(
    'is refused (%j), for nobody could take it back',
    async (issued) => {
      const authority = new TestAuthority(undefined, { formats: { customizers: {} } })
      const token = await authority.issue(issued)
      const outcome = await judge(guardOf(authority), token)
      expect(outcome).toMatchObject({ ok: false, status: 401 })
      expect(outcome.ok ? '' : outcome.reason.message).toContain('does not say what it stands on')
    },
  )

  test.each(['text', null, {}, { kind: 5 }, { kind: 'AccessToken', grant: 5 }])(
    'nor in a way that is ours: %j',
    async (claim) => {
      const authority = new TestAuthority(undefined, {
        formats: {
          customizers: {
            jwt: (_context, _token, { payload }) => {
              payload['urn:portcullis:standing'] = claim
            },
          },
        },
      })
      expect(await verdict(guardOf(authority), await authority.issue())).toBe(inactive)
    },
  )
})
