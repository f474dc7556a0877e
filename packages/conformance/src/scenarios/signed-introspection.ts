import { equal } from 'node:assert/strict'
import { type Fault, generateSigningKey } from '@portcullis/testing'
import { describedIn, expectBreakdown, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { Talk } from '../talk.js'

const setting = 'signed introspection'
const signedType = 'application/token-introspection+jwt'

/** A good answer, for a token that nobody knows yet. */
async function expectGoodAnswer(talk: Talk): Promise<void> {
  const { issuer } = talk.world
  issuer.fault('introspection', undefined)
  const answer = await talk.bearer('/me', issuer.issueReferenceToken())
  equal(describedIn(answer).format, 'reference')
  equal(issuer.requests.introspections.at(-1)?.accept, signedType)
}

/** Each is our trouble, and of the issuer's: the client can do nothing about it. */
async function expectUnusable(talk: Talk, faults: readonly Fault[]): Promise<void> {
  const { issuer } = talk.world
  await expectGoodAnswer(talk)
  for (const fault of faults) {
    issuer.fault('introspection', fault)
    try {
      expectBreakdown(await talk.bearer('/me', issuer.issueReferenceToken()))
    } finally {
      issuer.fault('introspection', undefined)
    }
    await expectGoodAnswer(talk)
  }
}

const withClaims = (claims: Readonly<Record<string, unknown>>): Fault => ({
  kind: 'signed',
  overrides: { claims },
})

/** Introspection answers as signed JWTs (RFC 9701). */
export const signedIntrospection: readonly Scenario[] = [
  {
    name: 'a signed answer is asked for, and a plain one is none',
    proves: ['R88', 'R92', 'R206', 'A30'],
    setting,
    run: (talk) => expectUnusable(talk, [{ kind: 'plain' }]),
  },
  {
    name: 'a signed answer has its types, its issuer and its reader',
    proves: ['R89'],
    setting,
    run: (talk) =>
      expectUnusable(talk, [
        { kind: 'content-type', value: 'application/json' },
        { kind: 'content-type', value: 'application/jwt' },
        { kind: 'signed', overrides: { header: { typ: 'JWT' } } },
        withClaims({ iss: 'https://another.test' }),
        withClaims({ aud: 'another' }),
        withClaims({ token_introspection: undefined }),
      ]),
  },
  {
    name: 'a signed answer is signed by the issuer',
    proves: ['R90'],
    setting,
    run: (talk) => {
      const { kid } = talk.world.issuer.keys.current()
      const stranger = generateSigningKey('ES256', { kid })
      return expectUnusable(talk, [
        { kind: 'signed', overrides: { key: stranger } },
        { kind: 'signed', overrides: { defect: 'alg-none' } },
        { kind: 'signed', overrides: { defect: 'tampered-payload' } },
      ])
    },
  },
  {
    name: 'a signed answer was made just now',
    proves: ['R93'],
    setting,
    run: (talk) =>
      expectUnusable(talk, [
        withClaims({ iat: Math.floor(Date.now() / 1000) - 600 }),
        withClaims({ iat: undefined }),
      ]),
  },
  {
    name: 'an introspection answer is no access token',
    proves: ['R58', 'R91', 'A6'],
    setting,
    run: async (talk) => {
      const { issuer } = talk.world
      const answer = { ...issuer.claims(), active: true }
      const claims = issuer.claims()
      const reason = /is not an access token$/
      for (const overrides of [{}, { claims }]) {
        const token = await issuer.introspectionJwt('api1', answer, overrides)
        const refusal = { status: 401, error: 'invalid_token', scheme: 'Bearer', reason } as const
        expectRefusal(await talk.bearer('/me', token), refusal)
      }
    },
  },
]
