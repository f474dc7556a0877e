import {
  createProofKey,
  createTestClock,
  createTestIssuer,
  type ProofKey,
  proofs,
  type SigningAlgorithm,
} from '@portcullis/testing'
import { createLocalJWKSet, EmbeddedJWK, type JWK, jwtVerify } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import { requestOf } from '../support/request.js'
import { mutate, oneOf, randomFrom } from './mutate.js'

/** Tokens and proofs together; `PORTCULLIS_MUTATIONS=2000000` for a longer run. */
const mutations = Number(process.env.PORTCULLIS_MUTATIONS ?? 100_000)
const seed = Number(process.env.PORTCULLIS_SEED ?? Math.floor(Math.random() * 2 ** 32))
const limitMilliseconds = 60_000 + mutations * 10
/** More often what is cheap to verify: a signature with ES512 costs as much as fifty with RS256. */
const algorithms: readonly SigningAlgorithm[] = [
  ...Array<SigningAlgorithm>(40).fill('RS256'),
  ...Array<SigningAlgorithm>(30).fill('ES256'),
  ...Array<SigningAlgorithm>(15).fill('PS256'),
  ...Array<SigningAlgorithm>(12).fill('EdDSA'),
  'ES384',
  'ES384',
  'ES512',
]
const distinct = [...new Set(algorithms)]

/** Core as it is on one platform: a graph of modules of its own. */
async function coreOn(platform: 'node' | 'web') {
  vi.resetModules()
  vi.doMock('#platform', () =>
    platform === 'node'
      ? import('../../src/lib/platform/node.js')
      : import('../../src/lib/platform/web.js'),
  )
  const { createResourceServer } = await import('../../src/index.js')
  const { ProofVerifier } = await import('../../src/dpop/index.js')
  const { isDenial } = await import('../../src/errors/index.js')
  const signature = await import('../../src/lib/signature.js')
  return { createResourceServer, ProofVerifier, isDenial, signature }
}

const node = await coreOn('node')
const web = await coreOn('web')
const cores = { node, web }

const clock = createTestClock()
const now = Math.floor(clock.seconds())
const issuer = await createTestIssuer({ algorithms: distinct, clock })
for (const algorithm of distinct) issuer.keys.current(algorithm)
const keys = issuer.keys.published() as readonly JWK[]
const url = 'https://api.example.com/items'
const tokenDigest = 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo'

/** Reading differently what a signature covers must stay without effect: this is what may be read at all. */
function isCanonical(token: string): boolean {
  return token
    .split('.')
    .every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

interface Side {
  readonly seeds: ReadonlyMap<SigningAlgorithm, readonly string[]>
  /** What jose says, which knows nothing of canonical base64url. */
  jose(token: string): Promise<boolean>
  ours(core: keyof typeof cores): (token: string) => Promise<boolean>
}

const accepted = (verified: Promise<unknown>) =>
  verified.then(
    () => true,
    () => false,
  )

async function tokenSide(): Promise<Side> {
  const seeds = new Map<SigningAlgorithm, string[]>()
  for (const algorithm of distinct) {
    const tokens = [1, 2, 3].map((n) => issuer.token({ algorithm, claims: { sub: `user-${n}` } }))
    seeds.set(algorithm, await Promise.all(tokens))
  }
  const keySet = createLocalJWKSet({ keys: [...keys] })
  const options = { issuer: issuer.issuer, audience: 'api1', typ: 'at+jwt', algorithms: distinct }
  return {
    seeds,
    jose: (token) =>
      accepted(jwtVerify(token, keySet, { ...options, currentDate: new Date(now * 1000) })),
    ours: (name) => {
      const guard = cores[name].createResourceServer({
        issuers: [{ issuer: issuer.issuer, jwks: { keys } }],
        audience: 'api1',
        clock,
      })
      return async (token) => {
        const headers = { authorization: `Bearer ${token}` }
        return (await guard.protect(requestOf({ headers }))).ok
      }
    },
  }
}

function proofSide(): Side {
  const rsa = createProofKey('RS256')
  const keyOf = (algorithm: SigningAlgorithm): ProofKey =>
    /^[RP]S/.test(algorithm) ? { ...rsa, algorithm } : createProofKey(algorithm)
  const seeds = new Map(
    distinct.map((algorithm) => {
      const claims = { ath: tokenDigest }
      const made = [1, 2, 3].map(() => keyOf(algorithm))
      return [algorithm, made.map((key) => proofs.forge({ key, url, clock, claims }))]
    }),
  )
  const rules = {
    algorithms: new Set(distinct),
    maximumProofLength: 8192,
    proofMaxAgeSeconds: 60,
    proofMaxFutureSeconds: 10,
    maximumJtiLength: 256,
    nonceMode: 'optional',
    nonces: undefined,
  } as const
  return {
    seeds,
    jose: (proof) =>
      accepted(jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: distinct })),
    ours: (name) => {
      const { ProofVerifier, isDenial } = cores[name]
      const verifier = new ProofVerifier(rules)
      const expected = { method: 'GET', url, tokenDigest, now }
      return async (proof) => !isDenial(await verifier.verify(proof, expected))
    },
  }
}

const sides = { 'access tokens': tokenSide, proofs: proofSide }

describe('we and jose', () => {
  test('the two platforms are two', () => {
    expect(node.signature.verifySignature).not.toBe(web.signature.verifySignature)
  })

  test.each(Object.keys(sides) as (keyof typeof sides)[])(
    '[R28, R43, R47, R48, R64, R68, R98, R99] agree on mutated %s, on both platforms',
    async (name) => {
      const side = await sides[name]()
      const [onNode, onWeb] = [side.ours('node'), side.ours('web')]
      const random = randomFrom(seed)
      const counts = { taken: 0, refused: 0 }
      for (let made = 0; made < mutations / 2; made++) {
        const tokens = side.seeds.get(oneOf(algorithms, random)) ?? []
        // Spaces before a token belong to the header that it stands in (RFC 9110 §11.4).
        const mutant = mutate(oneOf(tokens, random), oneOf(tokens, random), random).replace(
          /^ +/,
          '',
        )
        const theirs = (await side.jose(mutant)) && isCanonical(mutant)
        const verdicts = [await onNode(mutant), await onWeb(mutant)]
        if (verdicts.some((verdict) => verdict !== theirs)) {
          throw new Error(
            `Number ${made} of PORTCULLIS_SEED=${seed}: jose ${theirs}, we ${verdicts}`,
          )
        }
        counts[theirs ? 'taken' : 'refused'] += 1
      }
      // Two tokens of ours in one are good, too.
      expect(counts.taken).toBeGreaterThan(mutations / 400)
      expect(counts.refused).toBeGreaterThan(mutations / 4)
    },
    limitMilliseconds,
  )
})
