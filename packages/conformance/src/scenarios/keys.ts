import { equal, ok } from 'node:assert/strict'
import { signCompact } from '@portcullis/testing'
import { expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { Talk } from '../talk.js'

const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
const unknownKey = { ...invalid, reason: /key that its issuer does not publish/ }
const otherAlgorithm = { ...invalid, reason: /an algorithm that is not accepted/ }
const badSignature = { ...invalid, reason: /^The signature .* is not valid$/ }
const encrypted = { ...invalid, reason: /^Encrypted access tokens/ }
const malformed = { ...invalid, reason: /is malformed$/ }

/** Signed with a secret, as JWT libraries do where a public key stands for one. */
function macToken(talk: Talk, kid: string, secret: Uint8Array): string {
  return signCompact({
    headerText: JSON.stringify({ alg: 'HS256', kid, typ: 'at+jwt' }),
    payloadText: JSON.stringify(talk.world.issuer.claims()),
    key: secret,
    algorithm: 'HS256',
  })
}

/** Five parts that say: derive a key from a password, two thousand million times. */
function slowEncryption(): string {
  const header = {
    alg: 'PBES2-HS512+A256KW',
    enc: 'A256GCM',
    typ: 'at+jwt',
    p2c: 2_147_483_647,
    p2s: 'c2FsdCBhbmQgc2FsdA',
  }
  const parts = [JSON.stringify(header), 'key', 'vector', 'text', 'tag']
  return parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
}

/** Which keys and algorithms a signature may have, among a key set full of odd ones. */
export const keys: readonly Scenario[] = [
  {
    name: 'keys that are broken, unknown or not for signatures cost no good key',
    proves: ['R34', 'R50', 'A24'],
    run: async (talk) => {
      ok(talk.world.issuer.keys.published().length > 10)
      expectPass(await talk.bearer('/me', await talk.token()))
      const { offCurve } = talk.world.strangeKeys
      expectRefusal(await talk.bearer('/me', await talk.token({ key: offCurve })), unknownKey)
    },
  },
  {
    name: 'a published private key, and keys for other uses, verify nothing',
    proves: ['R35', 'R44'],
    run: async (talk) => {
      const { leaked, forEncryption, notForVerifying, ofOneAlgorithm } = talk.world.strangeKeys
      for (const key of [leaked, forEncryption, notForVerifying]) {
        expectRefusal(await talk.bearer('/me', await talk.token({ key })), unknownKey)
      }
      expectPass(await talk.bearer('/me', await talk.token({ key: ofOneAlgorithm })))
      for (const algorithm of ['RS256', 'PS512'] as const) {
        const token = await talk.token({ key: ofOneAlgorithm, algorithm })
        const reason = /a key that does not fit its algorithm/
        expectRefusal(await talk.bearer('/me', token), { ...invalid, reason })
      }
    },
  },
  {
    name: 'of keys that share a kid the algorithm chooses',
    proves: ['R201'],
    run: async (talk) => {
      for (const key of talk.world.strangeKeys.twins) {
        expectPass(await talk.bearer('/me', await talk.token({ key })))
      }
      const [key, { kid }] = talk.world.strangeKeys.twins
      const header = { kid, alg: 'RS256' }
      expectRefusal(await talk.bearer('/me', await talk.token({ key, header })), badSignature)
    },
  },
  {
    name: 'a published secret is no key: no MAC is taken',
    proves: ['R43', 'R51', 'A2'],
    run: async (talk) => {
      const { kid, bytes } = talk.world.strangeKeys.secret
      expectRefusal(await talk.bearer('/me', macToken(talk, kid, bytes)), otherAlgorithm)
    },
  },
  {
    name: 'RS256 is taken, Ed25519 under both of its names, and EdDSA is no other curve',
    proves: ['R47', 'R64'],
    run: async (talk) => {
      const key = talk.world.issuer.keys.current('Ed25519')
      const { ed448 } = talk.world.strangeKeys
      for (const good of [
        await talk.token({ algorithm: 'RS256' }),
        await talk.token({ key }),
        await talk.token({ key, algorithm: 'EdDSA' }),
      ]) {
        expectPass(await talk.bearer('/me', good))
      }
      expectRefusal(await talk.bearer('/me', await talk.token({ key: ed448 })), unknownKey)
    },
  },
  {
    name: 'the name of an algorithm in another case is none',
    proves: ['R30', 'R45', 'A1'],
    run: async (talk) => {
      for (const alg of ['es256', 'Es256', 'ES256 ', 'None', 'NONE', '', null, ['ES256']]) {
        const token = await talk.token({ header: { alg } })
        expectRefusal(await talk.bearer('/me', token), otherAlgorithm)
      }
    },
  },
  {
    name: 'the digest in an RSA signature is that of alg',
    proves: ['R33'],
    run: async (talk) => {
      const key = talk.world.issuer.keys.current('RS256')
      for (const algorithm of ['RS512', 'PS256'] as const) {
        const token = await talk.token({ key, algorithm, header: { alg: 'RS256' } })
        expectRefusal(await talk.bearer('/me', token), badSignature)
      }
    },
  },
  {
    name: 'a JWT in a JWT and an encrypted one are refused, whatever is within',
    proves: ['R42', 'R49', 'R59', 'R60', 'A8', 'A12'],
    run: async (talk) => {
      const good = await talk.token()
      const nested = await talk.token({ header: { cty: 'JWT' }, payloadText: good })
      expectRefusal(await talk.bearer('/me', nested), malformed)
      const forUs = await talk.token({ defect: 'five-parts-jwe' })
      for (const token of [forUs, slowEncryption()]) {
        expectRefusal(await talk.bearer('/me', token), encrypted)
      }
      const json = await talk.token({ defect: 'json-serialization' })
      const presented = { status: 400, error: 'invalid_request', scheme: 'Bearer' } as const
      expectRefusal(await talk.bearer('/me', json), presented)
    },
  },
  {
    name: 'a flood of unknown keys makes no flood at the issuer',
    proves: ['R53', 'A23'],
    run: async (talk) => {
      const { requests } = talk.world.issuer
      const tokens = await Promise.all(
        Array.from({ length: 20 }, () => talk.token({ defect: 'unknown-kid' })),
      )
      expectRefusal(await talk.bearer('/me', tokens[0] ?? ''), unknownKey)
      const before = requests.jwks
      for (const answer of await Promise.all(tokens.map((token) => talk.bearer('/me', token)))) {
        expectRefusal(answer, unknownKey)
      }
      equal(requests.jwks - before <= 1, true, `${requests.jwks - before} fetches`)
    },
  },
]
