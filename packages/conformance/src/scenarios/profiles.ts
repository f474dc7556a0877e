import { equal } from 'node:assert/strict'
import { expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

const invalid = { status: 401, error: 'invalid_token' } as const
const schemes = ['DPoP']
const setting = 'fapi2 profile'

const seconds = () => Math.floor(Date.now() / 1000)

/** Sets of stricter rules under one name. */
export const profiles: readonly Scenario[] = [
  {
    name: 'rfc9068: every claim of the profile is there',
    proves: ['R65'],
    setting: 'rfc9068 profile, this machine only',
    run: async (talk) => {
      expectPass(await talk.bearer('/me', await talk.token()))
      for (const name of ['exp', 'aud', 'sub', 'client_id', 'iat', 'jti']) {
        const token = await talk.token({ remove: [name] })
        const scheme = 'Bearer'
        const reason =
          name === 'aud' ? /lacks a required claim|another audience/ : /lacks a required claim$/
        expectRefusal(await talk.bearer('/me', token), { ...invalid, scheme, reason })
      }
    },
  },
  {
    name: 'fapi2: a bound token in the header, for a call that it permits',
    proves: ['R196', 'R197', 'R198', 'R199'],
    setting,
    run: async (talk) => {
      const token = await talk.boundToken('key')
      expectPass(await talk.dpop('/data', token))
      expectRefusal(await talk.get(`/data?access_token=${token}`), { status: 401, schemes })
      expectRefusal(await talk.bearer('/data', await talk.token()), { status: 401, schemes })
      const lacking = { status: 403, error: 'insufficient_scope', schemes } as const
      expectRefusal(await talk.dpop('/admin', token), lacking)
      const cnf = talk.confirmation('key')
      const expired = await talk.token({ claims: { cnf, exp: seconds() - 100 } })
      const reason = /expired$/
      expectRefusal(await talk.dpop('/data', expired), { ...invalid, schemes, reason })
    },
  },
  {
    name: 'fapi2: ES256 and Ed25519, and not RS256, for tokens and for proofs',
    proves: ['R200', 'C1'],
    setting,
    run: async (talk) => {
      const claims = { cnf: talk.confirmation('key') }
      for (const algorithm of ['ES256', 'Ed25519'] as const) {
        expectPass(await talk.dpop('/me', await talk.token({ algorithm, claims })))
      }
      const token = await talk.token({ algorithm: 'RS256', claims })
      const reason = /an algorithm that is not accepted/
      const refusal = { ...invalid, schemes, reason }
      const [challenge] = expectRefusal(await talk.dpop('/me', token), refusal)
      equal(challenge?.parameters.get('algs')?.includes('RS'), false)
    },
  },
  {
    name: 'fapi2: a little ahead passes, and a minute and more does not',
    proves: ['R203', 'A40'],
    setting,
    run: async (talk) => {
      const cnf = talk.confirmation('key')
      const send = async (claims: Readonly<Record<string, unknown>>) =>
        talk.dpop('/me', await talk.token({ claims: { cnf, ...claims } }))
      for (const name of ['iat', 'nbf']) {
        expectPass(await send({ [name]: seconds() + 8 }))
        expectRefusal(await send({ [name]: seconds() + 150 }), { ...invalid, schemes })
      }
    },
  },
  {
    name: 'fapi2: a proof is good once, and a token lives for five minutes',
    proves: ['R190', 'R204'],
    setting,
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const fields = [
        ['Authorization', `DPoP ${token}`],
        ['DPoP', talk.proof('/me', token)],
      ] as const
      expectPass(await talk.get('/me', ...fields))
      const replayed = {
        status: 401,
        error: 'invalid_dpop_proof',
        schemes,
        reason: /before$/,
      } as const
      expectRefusal(await talk.get('/me', ...fields), replayed)
      const claims = { cnf: talk.confirmation('key'), exp: seconds() + 900 }
      const reason = /lives too long$/
      const long = await talk.token({ claims })
      expectRefusal(await talk.dpop('/me', long), { ...invalid, schemes, reason })
    },
  },
]
