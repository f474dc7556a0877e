import { describe, expect, test } from 'vitest'
import { toPolicy } from '../../src/authorization/index.js'
import type { PolicyFunction } from '../../src/index.js'
import { scopes } from '../../src/index.js'
import { context, tokenWith } from '../support/access-token.js'

const token = tokenWith({ sub: 'user-1' })

describe('a function as a policy', () => {
  test('lets a request through with true', async () => {
    expect(await toPolicy(() => true).check(token, context)).toBeUndefined()
    expect(await toPolicy(async () => true).check(token, context)).toBeUndefined()
  })

  test.each([false, undefined, null, 0, 1, '', 'true', 'yes', {}, []])(
    '[R9] refuses it with %j: only true is true',
    async (answer) => {
      const sloppy = (() => answer) as PolicyFunction
      const sloppyLater = (async () => answer) as PolicyFunction
      expect(await toPolicy(sloppy).check(token, context)).toMatchObject({
        code: 'policy_refused',
        status: 403,
      })
      expect((await toPolicy(sloppyLater).check(token, context))?.code).toBe('policy_refused')
    },
  )

  test('is given the token', async () => {
    const seen: unknown[] = []
    await toPolicy((given) => seen.push(given) > 0).check(token, context)
    expect(seen).toEqual([token])
  })

  test('is named in the log, where it has a name', async () => {
    const ownDocumentsOnly = () => false
    expect((await toPolicy(ownDocumentsOnly).check(token, context))?.message).toBe(
      'The policy function ownDocumentsOnly refused the token',
    )
    expect((await toPolicy(() => false).check(token, context))?.message).toBe(
      'A policy function refused the token',
    )
  })

  test('asks for no scope', () => {
    expect(toPolicy(() => true).scopes).toEqual([])
  })
})

test('a policy is one already', () => {
  const policy = scopes('a')
  expect(toPolicy(policy)).toBe(policy)
})
