import { describe, expect, test } from 'vitest'
import { principal } from '../../src/index.js'
import type { JsonObject } from '../../src/lib/json.js'
import { judge } from '../support/access-token.js'
import { configurationError } from '../support/errors.js'

const cases: readonly [claims: JsonObject, kind: 'user' | 'client' | 'unknown'][] = [
  [{ sub: 'alice', client_id: 'app' }, 'user'],
  [{ sub: 'alice', client_id: 'alice' }, 'client'],
  [{ client_id: 'alice' }, 'client'],
  [{ client_id: 'app', username: 'alice' }, 'unknown'],
  [{ sub: 'alice' }, 'unknown'],
  [{ username: 'alice' }, 'unknown'],
  [{}, 'unknown'],
]

describe.each(cases)('who acts with %j: %s', (claims, kind) => {
  test.each(['user', 'client'] as const)('[R74, A33] asked whether it is a %s', async (asked) => {
    const denial = await judge(principal(asked), claims)
    if (asked === kind) return expect(denial).toBeUndefined()
    return expect(denial).toMatchObject({
      code: 'principal_insufficient',
      status: 403,
      error: 'insufficient_scope',
      message: `Its principal is ${kind}, not ${asked}`,
    })
  })
})

test.each([undefined, 'unknown', 'User', ''])('principal(%j) is a mistake', (kind) => {
  const error = configurationError(() => principal(kind as 'user'))
  expect(error.message).toMatch("write principal('user') or principal('client')")
})
