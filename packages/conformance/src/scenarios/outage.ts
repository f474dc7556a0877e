import { expectBreakdown, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

/** An issuer out of reach. */
export const outage: readonly Scenario[] = [
  {
    name: 'an issuer that is down is our trouble: 503, and public routes are there',
    proves: ['A24', 'A41', 'C8'],
    setting: 'issuer down',
    run: async (talk) => {
      expectPass(await talk.get('/health'))
      expectPass(await talk.get('/public'))
      expectRefusal(await talk.get('/me'), { status: 401 })
      // The same claims, by somebody who is there: only the name of the issuer is asked for.
      const iss = new URL(talk.world.deadIssuer).href.replace(/\/$/, '')
      expectBreakdown(await talk.bearer('/me', await talk.token({ claims: { iss } })))
      const foreign = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
      expectRefusal(await talk.bearer('/me', await talk.token()), foreign)
    },
  },
]
