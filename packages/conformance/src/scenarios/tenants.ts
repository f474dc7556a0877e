import { equal } from 'node:assert/strict'
import { describedIn, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { Talk } from '../talk.js'
import type { WireAnswer } from '../wire/exchange.js'
import { tenantAudience, tenantHosts } from '../world/hosted-settings.js'

const setting = 'tenants'
const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
const foreign = { ...invalid, reason: /meant for another audience$/ }
const { first, second, third } = tenantHosts

function at(talk: Talk, host: string, token: string): Promise<WireAnswer> {
  return talk.bearer('/me', token, ['Host', host])
}

/** Several tenants behind one API: issuer and audience follow from the request (RFC 8707 §3). */
export const ofTenants: readonly Scenario[] = [
  {
    name: 'the audience names the tenant of the request',
    proves: ['R170', 'R55', 'A29'],
    setting,
    run: async (talk) => {
      const { issuer, otherIssuer } = talk.world
      for (const [host, one] of [
        [first, issuer],
        [second, otherIssuer],
        [third, issuer],
      ] as const) {
        const token = await one.token({ claims: { aud: tenantAudience(host) } })
        const answer = await at(talk, host, token)
        equal(describedIn(answer).issuer, one.issuer)
        // A token that was good there, at a tenant who trusts the same issuer: not any more.
        for (const other of [first, third].filter((name) => name !== host && one === issuer)) {
          expectRefusal(await at(talk, other, token), foreign)
        }
        // What is an audience of the API elsewhere names no tenant.
        const general = await one.token({ claims: { aud: 'api1' } })
        expectRefusal(await at(talk, host, general), foreign)
      }
    },
  },
  {
    name: 'a token of one tenant is nothing at another, and nothing at a host of nobody',
    proves: ['R170', 'R53', 'A26', 'A28'],
    setting,
    run: async (talk) => {
      const { issuer } = talk.world
      const token = await issuer.token({ claims: { aud: [first, second].map(tenantAudience) } })
      expectPass(await at(talk, first, token))
      for (const host of [second, 'nobody.example.com']) {
        expectRefusal(await at(talk, host, token), invalid)
      }
      expectPass(await at(talk, first, token))
    },
  },
]
