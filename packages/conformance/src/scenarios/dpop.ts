import { equal, ok } from 'node:assert/strict'
import { type ProofDefect, proofDefects } from '@portcullis/testing'
import { describedIn, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import { publicUrl, type Talk } from '../talk.js'
import { valuesOf } from '../wire/exchange.js'

const badProof = { status: 401, error: 'invalid_dpop_proof', scheme: 'DPoP' } as const
const badToken = { status: 401, error: 'invalid_token', scheme: 'DPoP' } as const
const badBearer = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
const useNonce = { status: 401, error: 'use_dpop_nonce', scheme: 'DPoP' } as const

/** Faults of the key's relation to the token, not of the proof (C5), and what is no fault here. */
const notOfTheProof: readonly ProofDefect[] = proofDefects.filter((name) =>
  /^(?:other-key|two-|htu-(?:query|fragment))/.test(name),
)

async function nonceOf(talk: Talk): Promise<string> {
  return valuesOf(await talk.get('/me'), 'dpop-nonce')[0] ?? ''
}

/** Tokens bound to a key (RFC 9449). */
export const dpop: readonly Scenario[] = [
  {
    name: 'a proof that fits: scheme in any case, query and fragment left out, normalised',
    proves: ['R101', 'R102', 'R103', 'R107', 'R108'],
    run: async (talk) => {
      const token = await talk.boundToken('key')
      equal(describedIn(await talk.dpop('/me', token)).binding, 'dpop')
      const { host } = new URL(talk.url)
      for (const url of [
        `${talk.url}/me?a=b#c`,
        `HTTP://${host}/me`,
        `${talk.url}/%6de`,
        `${talk.url}/x/../me`,
      ]) {
        expectPass(await talk.dpop('/me?x=y', token, { url }))
      }
      const fields = [
        ['Authorization', `dPOP ${token}`],
        ['dpop', talk.proof('/me', token)],
      ] as const
      expectPass(await talk.get('/me', ...fields))
    },
  },
  {
    name: 'every defect of a proof is 401 invalid_dpop_proof, never an error of ours',
    proves: ['R95', 'R96', 'R97', 'R98', 'R99', 'R100', 'R106', 'R113', 'A17', 'A18', 'C11'],
    run: async (talk) => {
      const token = await talk.boundToken('key')
      for (const defect of proofDefects.filter((name) => !notOfTheProof.includes(name))) {
        const answer = await talk.dpop('/me', token, { defect })
        ok(
          answer.status === 401 || answer.status === 431 || answer.status === 400,
          `${defect}: ${answer.status}`,
        )
        if (answer.status === 401) expectRefusal(answer, badProof)
      }
    },
  },
  {
    name: 'a proof is good for a minute, and ten seconds ahead',
    proves: ['R106', 'R218', 'C6', 'A40'],
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const at = (seconds: number) =>
        talk.dpop('/me', token, { clock: () => Date.now() + seconds * 1000 })
      for (const offset of [-20, 0, 9]) expectPass(await at(offset))
      for (const offset of [-62, -301]) {
        expectRefusal(await at(offset), { ...badProof, reason: /is too old$/ })
      }
      for (const offset of [60, 301]) {
        expectRefusal(await at(offset), { ...badProof, reason: /is from the future$/ })
      }
    },
  },
  {
    name: 'a proof by another key is a fault of the token',
    proves: ['R108', 'R111', 'C5', 'A19'],
    run: async (talk) => {
      const token = await talk.boundToken('key')
      expectRefusal(await talk.dpop('/me', token, { key: talk.world.otherKey }), badToken)
      expectRefusal(await talk.dpop('/me', await talk.token()), badToken)
    },
  },
  {
    name: 'no proof, and two',
    proves: ['R94', 'C11'],
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const authorization = ['Authorization', `DPoP ${token}`] as const
      expectRefusal(await talk.get('/me', authorization), badProof)
      const proof = talk.proof('/me', token)
      const repeated = { status: 400, error: 'invalid_request', scheme: 'DPoP' } as const
      const other = talk.proof('/me', token)
      expectRefusal(
        await talk.get('/me', authorization, ['DPoP', proof], ['DPoP', other]),
        repeated,
      )
      expectRefusal(await talk.get('/me', authorization, ['DPoP', `${proof}, ${other}`]), repeated)
    },
  },
  {
    name: 'a proof is good once; of copies sent at once exactly one passes',
    proves: ['R120', 'R121', 'R190', 'A13'],
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const fields = [
        ['Authorization', `DPoP ${token}`],
        ['DPoP', talk.proof('/me', token)],
      ] as const
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => talk.get('/me', ...fields)),
      )
      equal(answers.filter((answer) => answer.status === 200).length, 1)
      expectRefusal(await talk.get('/me', ...fields), badProof)
      talk.heard.sort((a, b) => a.answer.status - b.answer.status)
    },
  },
  {
    name: 'a jti belongs to its key, and a refused request uses none up',
    proves: ['R121', 'A14'],
    run: async (talk) => {
      const claims = { jti: 'one and the same, at least for now' }
      const own = await talk.boundToken('key')
      const cnf = { jkt: talk.world.otherKey.thumbprint }
      const theirs = await talk.token({ claims: { cnf } })
      expectRefusal(await talk.dpop('/me', own, { claims: { ...claims, htm: 'PUT' } }), badProof)
      const stamp = { jti: `${claims.jti} ${talk.url}` }
      expectPass(await talk.dpop('/me', own, { claims: stamp }))
      expectPass(await talk.dpop('/me', theirs, { key: talk.world.otherKey, claims: stamp }))
    },
  },
  {
    name: 'a path with dot segments matches no proof',
    proves: ['R104', 'A15'],
    dependsOnRouting: true,
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const fields = [
        ['Authorization', `DPoP ${token}`],
        ['DPoP', talk.proof('/items/1', token)],
      ] as const
      const answer = await talk.ask({ target: '/items/x/../1', fields })
      ok(answer.status === 401 || answer.status === 404, `${answer.status} came`)
    },
  },
  {
    name: 'a Host that is not one host',
    proves: ['R104', 'A16'],
    run: async (talk) => {
      const token = await talk.token()
      for (const host of ['a.example/x', 'a.example?x', 'user@a.example', 'a.example:123456']) {
        const fields = [
          ['Host', host],
          ['Authorization', `Bearer ${token}`],
        ] as const
        equal((await talk.ask({ target: '/me', fields })).status, 400)
      }
    },
  },
  {
    name: 'what strangers forward is not believed',
    proves: ['R104', 'R136', 'A16'],
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const url = 'https://public.example/me'
      const fields = [
        ['X-Forwarded-Host', 'public.example'],
        ['X-Forwarded-Proto', 'https'],
      ] as const
      const proof = ['DPoP', talk.proof('/me', token, { url })] as const
      expectRefusal(
        await talk.get('/me', ['Authorization', `DPoP ${token}`], proof, ...fields),
        badProof,
      )
    },
  },
  {
    name: 'the public URL, with its prefix, is the one truth',
    proves: ['R104', 'R158', 'R166', 'A16'],
    setting: 'public url',
    run: async (talk) => {
      const token = await talk.boundToken('key')
      expectPass(await talk.dpop('/me', token, { url: `${publicUrl}/me` }))
      expectRefusal(await talk.dpop('/me', token), badProof)
      const [challenge] = expectRefusal(await talk.get('/me'), { status: 401 })
      const url = 'https://api.example.com/.well-known/oauth-protected-resource/v1'
      equal(challenge?.parameters.get('resource_metadata'), url)
    },
  },
  {
    name: 'switched off: neither the scheme nor a bound token is taken',
    proves: ['R112', 'C11'],
    setting: 'dpop off',
    run: async (talk) => {
      const schemes = ['Bearer']
      const token = await talk.boundToken('key')
      expectRefusal(await talk.dpop('/me', token), { status: 401, schemes })
      expectRefusal(await talk.bearer('/me', token), { ...badBearer, schemes })
      expectPass(await talk.bearer('/me', await talk.token()))
    },
  },
  {
    name: 'required: no token without a key',
    proves: ['R111', 'R187', 'R199', 'C11'],
    setting: 'dpop required',
    run: async (talk) => {
      const schemes = ['DPoP']
      expectRefusal(await talk.bearer('/me', await talk.token()), { status: 401, schemes })
      expectRefusal(await talk.dpop('/me', await talk.token()), { ...badToken, schemes })
      expectPass(await talk.dpop('/me', await talk.boundToken('key')))
    },
  },
  {
    name: 'nonces: demanded, given with every answer, good while they last',
    proves: ['R105', 'R116', 'R117', 'R118', 'R119', 'A20'],
    setting: 'nonces',
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const first = await talk.dpop('/me', token)
      expectRefusal(first, useNonce)
      const [nonce = '', ...others] = valuesOf(first, 'dpop-nonce')
      equal(others.length, 0)
      const good = await talk.dpop('/me', token, { nonce })
      expectPass(good)
      equal(valuesOf(good, 'dpop-nonce').length, 1)
      expectRefusal(await talk.dpop('/me', token, { nonce: `${nonce}x` }), useNonce)
      const lacking = await talk.dpop('/admin', token, { nonce: await nonceOf(talk) })
      equal(lacking.status, 403)
      equal(valuesOf(lacking, 'dpop-nonce').length, 1)
    },
  },
  {
    name: 'a token that lives long needs a fresh nonce all the same',
    proves: ['R119', 'R123'],
    setting: 'nonces',
    run: async (talk) => {
      const exp = Math.floor(Date.now() / 1000) + 86_400
      const token = await talk.token({ claims: { cnf: talk.confirmation('key'), exp } })
      expectRefusal(await talk.dpop('/me', token), useNonce)
      expectPass(await talk.dpop('/me', token, { nonce: await nonceOf(talk) }))
      const foreign = Buffer.alloc(32, 7).toString('base64url')
      expectRefusal(await talk.dpop('/me', token, { nonce: foreign }), useNonce)
    },
  },
  {
    name: 'a client whose clock is wrong learns the nonce, and gets through with it',
    proves: ['R106'],
    setting: 'nonces',
    run: async (talk) => {
      const token = await talk.boundToken('key')
      const clock = () => Date.now() - 3_600_000
      expectRefusal(await talk.dpop('/me', token, { clock }), useNonce)
      expectPass(await talk.dpop('/me', token, { clock, nonce: await nonceOf(talk) }))
    },
  },
]
