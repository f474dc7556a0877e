import { deepEqual, equal, ok } from 'node:assert/strict'
import type { RunningTestIssuer } from '@portcullis/testing'
import { describedIn, expectBreakdown, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

const setting = 'several issuers'
const badSignature = {
  status: 401,
  error: 'invalid_token',
  scheme: 'Bearer',
  reason: /^The signature .* is not valid$/,
} as const

/** One API that trusts several issuers. */
export const issuers: readonly Scenario[] = [
  {
    name: 'a key verifies tokens of its own issuer alone, also where another has its kid',
    proves: ['R53', 'R66', 'A26', 'A28', 'A32'],
    setting,
    run: async (talk) => {
      const { issuer, several } = talk.world
      const { second, secondKey } = several
      const ownKey = issuer.keys.current()
      equal(ownKey.kid, secondKey.kid)
      for (const _ of ['nothing is known yet', 'keys and tokens are']) {
        expectPass(await talk.bearer('/me', await talk.token()))
        expectPass(await talk.bearer('/me', await second.token({ key: secondKey })))
        const asSecond = await second.token({ key: ownKey })
        expectRefusal(await talk.bearer('/me', asSecond), badSignature)
        const asFirst = await talk.token({ key: secondKey })
        expectRefusal(await talk.bearer('/me', asFirst), badSignature)
      }
    },
  },
  {
    name: 'a subject comes with its issuer',
    proves: ['R54'],
    setting,
    run: async (talk) => {
      const { issuer, several } = talk.world
      const tokens = [
        await talk.token(),
        await several.second.token({ key: several.secondKey }),
      ] as const
      const [first, second] = [
        describedIn(await talk.bearer('/me', tokens[0])),
        describedIn(await talk.bearer('/me', tokens[1])),
      ]
      equal(first.subject, second.subject)
      deepEqual([first.issuer, second.issuer], [issuer.issuer, several.second.issuer])
    },
  },
  {
    name: 'metadata of an issuer with a path, in either place',
    proves: ['R175'],
    setting,
    run: async (talk) => {
      const { inserted, appended } = talk.world.several
      for (const issuer of [inserted, appended]) {
        ok(issuer.issuer.endsWith('/tenant'))
        expectPass(await talk.bearer('/me', await issuer.token()))
      }
    },
  },
  {
    name: 'of metadata in two forms one alone counts, so that they cannot contradict each other',
    proves: ['R73', 'R175'],
    setting,
    run: async (talk) => {
      const { second, secondKey } = talk.world.several
      expectPass(await talk.bearer('/me', await second.token({ key: secondKey })))
      const asked = second.requests.log.filter(({ url }) => url.includes('/.well-known/'))
      deepEqual(
        [...new Set(asked.map(({ url }) => url))],
        [`${second.issuer}/.well-known/openid-configuration`],
      )
    },
  },
  {
    name: 'metadata of another issuer is not used at all',
    proves: ['R174', 'A28'],
    setting,
    run: async (talk) => {
      const { liar, slashed } = talk.world.several
      for (const issuer of [liar, slashed]) {
        expectBreakdown(await talk.bearer('/me', await issuer.token()))
        ok(issuer.requests.discovery > 0)
        equal(issuer.requests.jwks, 0)
      }
    },
  },
  {
    name: 'a key set that leads elsewhere, or has no end, is no key set',
    proves: ['R176', 'A4', 'A11'],
    setting,
    run: async (talk) => {
      const { moved, endless } = talk.world.several
      const asked = async (issuer: RunningTestIssuer) => {
        expectBreakdown(await talk.bearer('/me', await issuer.token()))
        ok(issuer.requests.jwks > 0)
      }
      await asked(moved)
      await asked(endless)
      expectPass(await talk.bearer('/me', await talk.token()))
    },
  },
]
