import { equal } from 'node:assert/strict'
import { opaqueToken } from '@portcullis/testing'
import { describedIn, expectBreakdown, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const

/** Reference tokens (RFC 7662). */
export const reference: readonly Scenario[] = [
  {
    name: 'a reference token, asked about once',
    proves: ['R75', 'R76', 'R77', 'A25'],
    run: async (talk) => {
      const { issuer } = talk.world
      const token = issuer.issueReferenceToken()
      const before = issuer.requests.introspection
      const answers = await Promise.all(Array.from({ length: 20 }, () => talk.bearer('/me', token)))
      for (const answer of answers) equal(describedIn(answer).format, 'reference')
      expectPass(await talk.bearer('/me', token))
      equal(issuer.requests.introspection - before, 1)
    },
  },
  {
    name: 'a token that its issuer does not know',
    proves: ['R78', 'R84'],
    run: async (talk) => {
      const { issuer } = talk.world
      const token = opaqueToken()
      const before = issuer.requests.introspection
      expectRefusal(await talk.bearer('/me', token), invalid)
      expectRefusal(await talk.bearer('/me', token), invalid)
      equal(issuer.requests.introspection - before, 1)
    },
  },
  {
    name: 'what the issuer says is checked like a token',
    proves: ['R81', 'A29'],
    run: async (talk) => {
      const now = Math.floor(Date.now() / 1000)
      const faults = [
        { aud: 'other' },
        { aud: undefined },
        { exp: now - 3600 },
        { nbf: now + 600 },
        { iss: 'https://other.test' },
        { token_type: 'refresh_token' },
      ]
      for (const claims of faults) {
        const token = talk.world.issuer.issueReferenceToken(claims)
        expectRefusal(await talk.bearer('/me', token), invalid)
      }
    },
  },
  {
    name: 'a token that was revoked, and one for another server',
    proves: ['R197', 'R211'],
    run: async (talk) => {
      const { issuer } = talk.world
      const revoked = issuer.issueReferenceToken()
      issuer.revoke(revoked)
      const inactive = { ...invalid, reason: /is not active$/ }
      expectRefusal(await talk.bearer('/me', revoked), inactive)
      const before = issuer.requests.total
      const foreign = await talk.token({ claims: { aud: 'https://another.test' } })
      const reason = /meant for another audience$/
      expectRefusal(await talk.bearer('/me', foreign), { ...invalid, reason })
      equal(issuer.requests.total, before)
    },
  },
  {
    name: 'an opaque token with dots is a reference, a forged JWT is never asked about',
    proves: ['A25'],
    run: async (talk) => {
      const { issuer } = talk.world
      const before = issuer.requests.introspection
      expectRefusal(await talk.bearer('/me', await talk.token({ defect: 'other-key' })), invalid)
      equal(issuer.requests.introspection, before)
      expectRefusal(await talk.bearer('/me', `ya29.${opaqueToken()}.x`), invalid)
      equal(issuer.requests.introspection, before + 1)
    },
  },
  {
    name: 'an endpoint that misbehaves is our trouble, and is over when it is over',
    proves: ['R79', 'R85', 'C8'],
    run: async (talk) => {
      const { issuer } = talk.world
      for (const fault of [{ kind: 'html' }, { kind: 'status', status: 500 }] as const) {
        issuer.fault('introspection', fault)
        expectBreakdown(await talk.bearer('/me', issuer.issueReferenceToken()))
      }
      issuer.fault('introspection', undefined)
      expectPass(await talk.bearer('/me', issuer.issueReferenceToken()))
    },
  },
  {
    name: 'a bound reference token needs its proof like any other',
    proves: ['R109', 'R110', 'R128'],
    run: async (talk) => {
      const token = talk.boundReference('key')
      expectRefusal(await talk.bearer('/me', token), invalid)
      equal(describedIn(await talk.dpop('/me', token)).binding, 'dpop')
    },
  },
]
