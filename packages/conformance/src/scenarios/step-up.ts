import { equal, ok } from 'node:assert/strict'
import { expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { WireAnswer } from '../wire/exchange.js'

const mfa = 'urn:example:mfa'
const insufficient = { status: 401, error: 'insufficient_user_authentication' } as const

/** The API lives by the clock of the machine. */
const seconds = () => Math.floor(Date.now() / 1000)

/** A login that does, but for what is told. */
function login(claims: Readonly<Record<string, unknown>> = {}) {
  return { acr: mfa, auth_time: seconds(), ...claims }
}

/** The challenge of the scheme that was used says which login would do, and no other challenge does. */
function expectStepUp(answer: WireAnswer, scheme: 'Bearer' | 'DPoP' = 'Bearer'): void {
  const challenges = expectRefusal(answer, { ...insufficient, scheme })
  for (const challenge of challenges) {
    const isBlamed = challenge.scheme === scheme
    equal(challenge.parameters.get('acr_values'), isBlamed ? mfa : undefined)
    equal(challenge.parameters.get('max_age'), isBlamed ? '300' : undefined)
    ok(!challenge.parameters.has('scope'), 'no scope is needed')
  }
}

/** Operations that ask for a better or a fresher login. */
export const stepUp: readonly Scenario[] = [
  {
    name: 'a strong and fresh login gets through, whichever kind of token tells of it',
    proves: ['R153'],
    run: async (talk) => {
      const claims = login()
      expectPass(await talk.bearer('/sensitive', await talk.token({ claims })))
      const reference = talk.world.issuer.issueReferenceToken(claims)
      expectPass(await talk.bearer('/sensitive', reference))
    },
  },
  {
    name: 'a login too weak, too old or not told of is 401, with what would do',
    proves: ['R151', 'R153', 'A40'],
    run: async (talk) => {
      const now = seconds()
      const lacks = [
        { acr: 'urn:example:password' },
        { acr: undefined },
        { auth_time: now - 400 },
        { auth_time: undefined },
        { auth_time: String(now) },
        { auth_time: now + 400 },
        { acr: undefined, auth_time: undefined },
      ]
      for (const lack of lacks) {
        const claims = login(lack)
        expectStepUp(await talk.bearer('/sensitive', await talk.token({ claims })))
        const reference = talk.world.issuer.issueReferenceToken(claims)
        expectStepUp(await talk.bearer('/sensitive', reference))
      }
    },
  },
  {
    name: 'acr is compared exactly',
    proves: ['R154'],
    run: async (talk) => {
      for (const acr of [mfa.toUpperCase(), `${mfa} `, `x ${mfa}`, `${mfa}:more`, [mfa]]) {
        const token = await talk.token({ claims: login({ acr }) })
        expectStepUp(await talk.bearer('/sensitive', token))
      }
    },
  },
  {
    name: 'the same for a token that is bound to a key',
    proves: ['R152'],
    run: async (talk) => {
      const cnf = talk.confirmation('key')
      const good = await talk.token({ claims: login({ cnf }) })
      expectPass(await talk.dpop('/sensitive', good))
      const weak = await talk.token({ claims: { cnf } })
      expectStepUp(await talk.dpop('/sensitive', weak), 'DPoP')
    },
  },
  {
    name: 'who has no good token does not learn which login is needed',
    proves: ['R155', 'A39'],
    run: async (talk) => {
      const bound = await talk.boundToken('key')
      const answers = [
        await talk.get('/sensitive'),
        await talk.bearer('/sensitive', await talk.token({ defect: 'tampered-payload' })),
        await talk.bearer('/sensitive', await talk.token({ claims: { exp: 1 } })),
        await talk.bearer('/sensitive', await talk.token({ claims: { aud: 'other' } })),
        await talk.bearer('/sensitive', bound),
        await talk.dpop('/sensitive', bound, { method: 'POST' }),
      ]
      for (const { status, fields, body } of answers) {
        equal(status, 401)
        ok(!/acr|max_age|mfa|insufficient/.test(JSON.stringify([fields, body])))
      }
    },
  },
]
