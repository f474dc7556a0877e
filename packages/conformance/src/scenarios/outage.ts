import { equal } from 'node:assert/strict'
import { describedIn, expectBreakdown, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

/** An issuer, or the store of used proofs, out of reach. */
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
  {
    name: 'a store that is down lets no proof through, and stops nothing else',
    proves: ['R122', 'A14', 'C8'],
    setting: 'store down',
    run: async (talk) => {
      const bound = await talk.boundToken('key')
      expectBreakdown(await talk.dpop('/me', bound))
      expectBreakdown(await talk.dpop('/me', bound))
      const badProof = { status: 401, error: 'invalid_dpop_proof', scheme: 'DPoP' } as const
      expectRefusal(await talk.dpop('/me', bound, { method: 'PUT' }), badProof)
      expectPass(await talk.bearer('/me', await talk.token()))
      const reference = talk.world.issuer.issueReferenceToken()
      equal(describedIn(await talk.bearer('/me', reference)).format, 'reference')
      expectPass(await talk.get('/public'))
    },
  },
]
