import { deepEqual, equal } from 'node:assert/strict'
import { describedIn, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

/** Tokens with which one party acts for another (RFC 8693). */
export const delegation: readonly Scenario[] = [
  {
    name: 'an actor changes nothing about whom the token is for, or until when',
    proves: ['R177', 'R178', 'R179', 'A34'],
    run: async (talk) => {
      const act = {
        sub: 'orders',
        client_id: 'orders-client',
        scope: 'api1.admin',
        exp: 1,
        nbf: 9_999_999_999,
        aud: 'elsewhere',
        act: { sub: 'earlier', role: 'admin' },
      }
      const claims = { sub: 'alice', client_id: 'app', scope: 'api1.read', act, may_act: act }
      const reference = talk.world.issuer.issueReferenceToken(claims)
      for (const token of [await talk.token({ claims }), reference]) {
        const description = describedIn(await talk.bearer('/me', token))
        equal(description.subject, 'alice')
        equal(description.clientId, 'app')
        deepEqual(description.scopes, ['api1.read'])
        expectRefusal(await talk.bearer('/admin', token), {
          status: 403,
          error: 'insufficient_scope',
          schemes: ['Bearer'],
        })
      }
    },
  },
  {
    name: 'a token is refused where nobody can tell who acts',
    proves: ['R177', 'A34'],
    run: async (talk) => {
      for (const act of ['orders', ['orders'], null, { sub: 5 }]) {
        const token = await talk.token({ claims: { act } })
        const refusal = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
        expectRefusal(await talk.bearer('/me', token), refusal)
      }
    },
  },
]
