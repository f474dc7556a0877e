import { deepEqual, equal } from 'node:assert/strict'
import { opaqueToken } from '@portcullis/testing'
import { describedIn, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { Talk } from '../talk.js'

const setting = 'two issuers'
const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const

/** How often each issuer was asked about a token while something was done. */
async function questions(talk: Talk, ask: () => Promise<void>): Promise<readonly number[]> {
  const logs = [talk.world.issuer.requests, talk.world.otherIssuer.requests]
  const before = logs.map(({ introspection }) => introspection)
  await ask()
  return logs.map(({ introspection }, index) => introspection - (before[index] ?? 0))
}

/** Two issuers that are trusted side by side, for JWTs and reference tokens. */
export const twoIssuers: readonly Scenario[] = [
  {
    name: 'tokens of several issuers, and whose they are',
    proves: ['R53', 'R66', 'R156'],
    setting,
    run: async (talk) => {
      const { issuer, otherIssuer } = talk.world
      for (const one of [issuer, otherIssuer]) {
        equal(describedIn(await talk.bearer('/me', await one.token())).issuer, one.issuer)
      }
      const document = JSON.parse((await talk.get(new URL(talk.metadataUrl).pathname)).body)
      deepEqual(document.authorization_servers, [issuer.issuer, otherIssuer.issuer])
    },
  },
  {
    name: 'the key of one issuer signs no token of another',
    proves: ['R53', 'A28', 'A32'],
    setting,
    run: async (talk) => {
      const { issuer, otherIssuer } = talk.world
      const pairs = [
        [issuer, otherIssuer],
        [otherIssuer, issuer],
      ] as const
      for (const [signer, named] of pairs) {
        // The keys of both are known by now.
        describedIn(await talk.bearer('/me', await signer.token()))
        describedIn(await talk.bearer('/me', await named.token()))
        const claims = { iss: named.issuer }
        expectRefusal(await talk.bearer('/me', await signer.token({ claims })), invalid)
        const { kid } = named.keys.current()
        for (const header of [{ kid }, { kid: undefined }]) {
          const forged = await signer.token({ claims, header })
          expectRefusal(await talk.bearer('/me', forged), invalid)
        }
      }
    },
  },
  {
    name: 'an issuer that nobody named is not asked for its keys',
    proves: ['R36', 'A4', 'A28'],
    setting,
    run: async (talk) => {
      const { deadIssuer, otherIssuer } = talk.world
      // It is not there: if somebody asked, it would be our trouble, and 503.
      for (const iss of [deadIssuer, `${otherIssuer.issuer}/`, '', [otherIssuer.issuer]]) {
        const token = await talk.token({ claims: { iss } })
        expectRefusal(await talk.bearer('/me', token), invalid)
      }
    },
  },
  {
    name: 'issuers are asked about a reference token in their order, until one knows it',
    proves: ['R75', 'R84', 'A25', 'C8'],
    setting,
    run: async (talk) => {
      const { issuer, otherIssuer } = talk.world
      const [first, second] = [issuer.issueReferenceToken(), otherIssuer.issueReferenceToken()]
      const showing = (token: string, of: string) => async () => {
        equal(describedIn(await talk.bearer('/me', token)).issuer, of)
      }
      deepEqual(await questions(talk, showing(first, issuer.issuer)), [1, 0])
      deepEqual(await questions(talk, showing(second, otherIssuer.issuer)), [1, 1])
      // What they said is kept, a no as well as a yes.
      deepEqual(await questions(talk, showing(second, otherIssuer.issuer)), [0, 0])
      const stranger = opaqueToken()
      const refusing = async () => {
        expectRefusal(await talk.bearer('/me', stranger), invalid)
      }
      deepEqual(await questions(talk, refusing), [1, 1])
      deepEqual(await questions(talk, refusing), [0, 0])
    },
  },
]
