import { deepEqual, equal } from 'node:assert/strict'
import type { TokenDefect } from '@portcullis/testing'
import { describedIn, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const

/** Defects of one token each, and what stops them. */
const defects: readonly (readonly [name: string, proves: readonly string[], TokenDefect[]])[] = [
  [
    'unsigned tokens',
    ['R43', 'R45', 'R46', 'R63', 'A1'],
    ['alg-none', 'alg-none-mixed-case', 'empty-signature'],
  ],
  ['the public key as a secret', ['R43', 'R44', 'A2'], ['hs256-with-public-key']],
  [
    'changed or foreign signatures',
    ['R48', 'R68', 'R70'],
    ['tampered-payload', 'tampered-signature', 'other-key', 'unknown-kid'],
  ],
  ['keys brought along', ['R57', 'A3', 'A4'], ['embedded-jwk', 'embedded-jku', 'embedded-x5c']],
  [
    'tokens of another type',
    ['R32', 'R58', 'R62', 'R72', 'C7', 'A6'],
    ['typ-missing', 'typ-jwt', 'typ-id-token-like', 'typ-dpop', 'typ-logout'],
  ],
  [
    'times that are over or not come',
    ['R38', 'R39', 'R40', 'A40'],
    ['expired', 'not-yet-valid', 'no-exp', 'issued-in-future'],
  ],
  [
    'issuers that are not trusted',
    ['R36', 'R53', 'R66', 'A28'],
    ['wrong-issuer', 'issuer-trailing-slash', 'issuer-case', 'no-issuer'],
  ],
  ['audiences that are not ours', ['R37', 'R55', 'R67', 'A29'], ['wrong-audience', 'no-audience']],
  [
    'header members that are not understood',
    ['R28', 'R29', 'R52', 'A7'],
    ['crit-unknown', 'crit-b64', 'b64-unprotected', 'zip'],
  ],
  [
    'members that occur twice',
    ['R27', 'R41', 'A8'],
    ['duplicate-header-member', 'duplicate-claim'],
  ],
  [
    'other shapes',
    ['R26', 'R61', 'R69', 'A8', 'A12'],
    [
      'trailing-bytes',
      'payload-array',
      'payload-not-json',
      'four-parts',
      'five-parts-jwe',
      'standard-base64-alphabet',
    ],
  ],
]

const refused: readonly Scenario[] = defects.map(([name, proves, list]) => ({
  name: `refused: ${name}`,
  proves,
  run: async (talk) => {
    for (const defect of list) {
      expectRefusal(await talk.bearer('/me', await talk.token({ defect })), invalid)
    }
  },
}))

/** JWT access tokens (RFC 9068). */
export const jwt: readonly Scenario[] = [
  {
    name: 'a good token, and what the API learns of it',
    proves: ['R62', 'R66', 'R71'],
    run: async (talk) => {
      const me = describedIn(await talk.bearer('/me', await talk.token()))
      const { expiresAt, ...facts } = me
      equal(typeof expiresAt, 'number')
      deepEqual(facts, {
        subject: 'user-1',
        clientId: 'client-1',
        issuer: talk.world.issuer.issuer,
        audience: ['api1'],
        scopes: ['api1.read'],
        format: 'jwt',
        binding: 'none',
      })
      deepEqual(describedIn(await talk.bearer('/items/1', await talk.token())).subject, 'user-1')
    },
  },
  {
    name: 'several audiences here, several audiences there',
    proves: ['R37', 'R67'],
    run: async (talk) => {
      for (const aud of ['api2', ['other', 'api1'], ['api1', 'api2']]) {
        expectPass(await talk.bearer('/me', await talk.token({ claims: { aud } })))
      }
    },
  },
  {
    name: 'scope as a string or an array',
    proves: ['R71'],
    run: async (talk) => {
      for (const scope of ['a api1.read', ['api1.read', 'a']]) {
        expectPass(await talk.bearer('/data', await talk.token({ claims: { scope } })))
      }
    },
  },
  {
    name: 'a token without subject',
    proves: ['R74'],
    run: async (talk) => {
      const token = await talk.token({ claims: { sub: undefined } })
      equal(describedIn(await talk.bearer('/me', token)).subject, null)
    },
  },
  {
    name: 'a bound token is no bearer token, whatever stands in cnf',
    proves: ['R112', 'A19', 'C9'],
    run: async (talk) => {
      for (const cnf of [talk.confirmation('key'), {}, 'x', [], { kid: '1' }, { jkt: '' }]) {
        expectRefusal(await talk.bearer('/me', await talk.token({ claims: { cnf } })), invalid)
      }
    },
  },
  {
    name: 'a kid is text and nothing else, and reaches no log as it came',
    proves: ['R31', 'R56', 'A5'],
    run: async (talk) => {
      for (const kid of ['../../etc/passwd', "' OR 1=1 --", '__proto__', 'line\nbreak']) {
        expectRefusal(await talk.bearer('/me', await talk.token({ header: { kid } })), invalid)
      }
      equal(talk.log.includes('line\nbreak'), false)
    },
  },
  {
    name: 'a token that is too long',
    proves: ['R61', 'A10'],
    run: async (talk) => {
      expectRefusal(await talk.bearer('/me', 'a'.repeat(16_385)), invalid)
      expectRefusal(await talk.bearer('/me', '.'.repeat(10_000)), invalid)
    },
  },
  {
    name: 'nothing of a refused token is in the answer or the log',
    proves: ['R189', 'A38'],
    run: async (talk) => {
      const token = await talk.token({ defect: 'tampered-signature' })
      const { body } = await talk.bearer('/me', token)
      for (const part of token.split('.')) {
        equal(body.includes(part.slice(0, 16)), false)
        equal(talk.log.includes(part.slice(0, 16)), false)
      }
    },
  },
  ...refused,
]
