import { describe, expect, test } from 'vitest'
import type { LocalToken, Standing } from '../src/index.js'
import { plain } from './support/guard.js'
import { judge, verdict } from './support/judge.js'

const forms = ['jwt', 'reference'] as const
const ends: readonly Exclude<Standing, 'good'>[] = [
  'client_removed',
  'user_deactivated',
  'session_ended',
  'grant_revoked',
  'token_revoked',
  'unknown',
]

/** As builders of database queries are. */
class Query {
  readonly #answer: Standing

  constructor(answer: Standing) {
    this.#answer = answer
  }

  // biome-ignore lint/suspicious/noThenProperty: that is what this is about
  then(resolve: (answer: Standing) => void): void {
    resolve(this.#answer)
  }
}

describe.each(forms)('a %s token', (form) => {
  test.each(ends)('stops with the next request: %s', async (end) => {
    const { authority, guard } = await plain()
    const token = await authority.token(form)
    expect(await verdict(guard, token)).toBe('200')
    authority.answer = end
    const outcome = await judge(guard, token)
    expect(outcome).toMatchObject({ ok: false, status: 401, reason: { code: 'token_inactive' } })
    expect(outcome.headers).toContainEqual([
      'WWW-Authenticate',
      expect.stringMatching(/^Bearer error="invalid_token"/),
    ])
    authority.answer = 'good'
    expect(await verdict(guard, token)).toBe('200')
  })

  test('is asked about on every use, once', async () => {
    const { authority, guard } = await plain()
    const token = await authority.token(form)
    for (let uses = 1; uses <= 3; uses += 1) {
      expect(await verdict(guard, token)).toBe('200')
      expect(authority.asked).toHaveLength(uses)
    }
  })

  test('is shown to the authority as it was found, and frozen', async () => {
    const { authority, guard } = await plain()
    await verdict(guard, await authority.token(form, { own: { deep: ['a'] } }))
    const [asked] = authority.asked as [LocalToken]
    expect(asked).toMatchObject({
      form,
      issuer: authority.issuer,
      subject: 'user-1',
      clientId: 'client-1',
      audience: ['local'],
      claims: { own: { deep: ['a'] } },
    })
    expect([...asked.scopes]).toEqual(['local-api'])
    for (const value of [asked, asked.claims, asked.claims.own, asked.audience]) {
      expect(Object.isFrozen(value)).toBe(true)
    }
  })

  test.each([undefined, null, true, 'fine', '__proto__', {}])(
    'is not let in on the answer %j',
    async (answer) => {
      const { authority, guard } = await plain()
      authority.answer = () => answer as Standing
      expect(await verdict(guard, await authority.token(form))).toBe('503 authority_failed')
    },
  )

  test('may be judged later, also by what is no promise of the language', async () => {
    const { authority, guard } = await plain()
    const token = await authority.token(form)
    authority.answer = () => Promise.resolve('good')
    expect(await verdict(guard, token)).toBe('200')
    authority.answer = () => new Query('grant_revoked') as never
    expect(await verdict(guard, token)).toBe('401 token_inactive')
  })
})
