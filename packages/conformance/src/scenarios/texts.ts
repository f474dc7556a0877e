import { equal, ok } from 'node:assert/strict'
import { expectBreakdown, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { Talk } from '../talk.js'

const hostile = 'evil", error="none", realm="x\\\r\nSet-Cookie: evil=1\r\n\r\nevil ü\u0000'
const invalid = { status: 401, error: 'invalid_token' } as const

function expectNothingOfIt(talk: Talk): void {
  for (const { fields, body } of talk.answers) {
    ok(!/evil|none/.test(JSON.stringify([fields, body])))
    equal(
      fields.some(([name]) => name.toLowerCase() === 'set-cookie'),
      false,
    )
  }
}

/** Text that others chose: it reaches neither a challenge nor a body. */
export const texts: readonly Scenario[] = [
  {
    name: 'hostile text in a token or a proof splits no answer',
    proves: ['R19', 'A36'],
    run: async (talk) => {
      for (const name of ['kid', 'typ', 'alg', 'crit']) {
        const token = await talk.token({ header: { [name]: hostile } })
        expectRefusal(await talk.bearer('/me', token), { ...invalid, scheme: 'Bearer' })
      }
      for (const name of ['iss', 'aud', 'exp', 'cnf']) {
        const token = await talk.token({ claims: { [name]: hostile } })
        expectRefusal(await talk.bearer('/me', token), { ...invalid, scheme: 'Bearer' })
      }
      const bound = await talk.boundToken('key')
      for (const name of ['htm', 'htu', 'ath', 'iat', 'nonce']) {
        const answer = await talk.dpop('/me', bound, { claims: { [name]: hostile } })
        ok(answer.status === 401 || name === 'nonce', `${name}: ${answer.status}`)
      }
      const token = await talk.token({ claims: { scope: hostile, role: hostile, sub: hostile } })
      const lacking = { status: 403, error: 'insufficient_scope', schemes: ['Bearer'] } as const
      expectRefusal(await talk.bearer('/data', token), lacking)
      expectRefusal(await talk.bearer('/admin', token), lacking)
      expectNothingOfIt(talk)
    },
  },
  {
    name: 'hostile text in an address splits no answer',
    proves: ['A36'],
    run: async (talk) => {
      const text = encodeURIComponent(hostile)
      for (const target of [`/items/${text}`, `/me?${text}`, `/me?a=${text}#${text}`]) {
        expectRefusal(await talk.get(target), { status: 401 })
      }
      expectNothingOfIt(talk)
    },
  },
  {
    name: 'what an issuer says of its trouble stays here',
    proves: ['A36', 'A38'],
    run: async (talk) => {
      const { issuer } = talk.world
      const body = JSON.stringify({ error: hostile, error_description: hostile })
      const headers = { 'content-type': 'application/json' }
      issuer.fault('introspection', { kind: 'status', status: 400, body, headers })
      try {
        expectBreakdown(await talk.bearer('/me', issuer.issueReferenceToken()))
      } finally {
        issuer.fault('introspection', undefined)
      }
      expectNothingOfIt(talk)
    },
  },
]
