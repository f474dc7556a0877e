import {
  createProofKey,
  createTestIssuer,
  proofs,
  type SigningAlgorithm,
} from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { algorithmNames } from '../../src/index.js'
import { codeOf, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder, itemsUrl, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holders = new Map(algorithmNames.map((name) => [name, createHolder(issuer, name)]))

function holderOf(algorithm: SigningAlgorithm) {
  return holders.get(algorithm) ?? createHolder(issuer, algorithm)
}

describe.each(algorithmNames)('%s', (algorithm) => {
  const holder = holderOf(algorithm)
  const guard = guardFor(issuer)

  test('[R98, R99] signs a proof that is accepted by default', async () => {
    const token = await holder.token()
    expect(codeOf(await guard.protect(holder.presenting(token)))).toBe('granted')
  })

  test.each(['tampered-signature', 'tampered-payload', 'empty-signature'] as const)(
    '[R99] %s is refused',
    async (defect) => {
      const token = await holder.token()
      const outcome = await guard.protect(holder.presenting(token, { defect }))
      expect(codeOf(outcome)).toBe('dpop_signature_invalid')
    },
  )

  test('[R98] is refused when it is left off the list, and accepted when alone on it', async () => {
    const token = await holder.token()
    const others = algorithmNames.filter((name) => name !== algorithm)
    const without = guardFor(issuer, { dpop: { algorithms: others } })
    const alone = guardFor(issuer, { dpop: { algorithms: [algorithm] } })
    const refusal = refused(await without.protect(holder.presenting(token)))
    expect(refusal.reason.code).toBe('dpop_algorithm_not_allowed')
    expect(valuesOf(refusal, 'www-authenticate')[0]).toMatch(
      new RegExp(`algs="${others.join(' ')}"$`),
    )
    expect(codeOf(await alone.protect(holder.presenting(token)))).toBe('granted')
  })
})

describe('a signature in the way of another algorithm', () => {
  const pairs = algorithmNames.flatMap((own) =>
    algorithmNames.filter((other) => other !== own).map((other) => [own, other] as const),
  )
  const sameKind = (own: SigningAlgorithm, other: SigningAlgorithm) =>
    /^Ed/.test(own) && /^Ed/.test(other)

  test.each(pairs.filter(([own, other]) => !sameKind(own, other)))(
    '[R98, R99] made as %s and called %s is refused',
    async (own, other) => {
      const holder = holderOf(own)
      const token = await holder.token()
      const request = holder.presenting(token, { header: { alg: other } })
      expect(codeOf(await guardFor(issuer).protect(request))).toMatch(
        /^dpop_(?:signature_invalid|key_malformed)$/,
      )
    },
  )
})

test.each([
  'none',
  'None',
  'HS256',
  'HS384',
  'HS512',
  'ES256K',
  'RS1',
  'Ed448',
  'ECDH-ES',
  '__proto__',
  'constructor',
  '',
])('[R98] %j is no algorithm of a proof', async (alg) => {
  const holder = holderOf('ES256')
  const request = holder.presenting(await holder.token(), { header: { alg } })
  expect(codeOf(await guardFor(issuer).protect(request))).toBe('dpop_algorithm_not_allowed')
})

describe('keys', () => {
  test.each([
    [2048, 'granted'],
    [2047, 'dpop_key_malformed'],
    [1024, 'dpop_key_malformed'],
  ])('[R98] RSA of %i bits: %s', async (modulusLength, code) => {
    const key = createProofKey('RS256', { modulusLength })
    const token = await issuer.token({ claims: { cnf: { jkt: key.thumbprint } } })
    const proof = proofs.forge({ key, url: itemsUrl, token, clock: issuer.clock })
    expect(codeOf(await guardFor(issuer).protect(presentation({ token, proof })))).toBe(code)
  })

  test.each([
    ['ES384', 'ES256'],
    ['ES512', 'ES256'],
    ['ES256', 'ES384'],
    ['ES256', 'ES512'],
  ] as const)('[R98] %s with a key of %s is refused, bound or not', async (alg, own) => {
    const key = createProofKey(own)
    const token = await issuer.token({ claims: { cnf: { jkt: key.thumbprint } } })
    const asCalled = { ...key, algorithm: alg }
    const proof = proofs.forge({ key: asCalled, url: itemsUrl, token, clock: issuer.clock })
    expect(codeOf(await guardFor(issuer).protect(presentation({ token, proof })))).toBe(
      'dpop_key_malformed',
    )
  })

  test('[R99] what else a jwk says about itself is its own business, and not in the thumbprint', async () => {
    const holder = holderOf('ES256')
    const token = await holder.token()
    const jwk = {
      use: 'sig',
      kid: 'key-1',
      alg: 'ES256',
      ...holder.key.publicJwk,
      key_ops: ['verify'],
    }
    const outcome = await guardFor(issuer).protect(holder.presenting(token, { header: { jwk } }))
    expect(codeOf(outcome)).toBe('granted')
  })
})

test('[R113] algs lists what is accepted, in every DPoP challenge', async () => {
  const guard = guardFor(issuer, { dpop: { algorithms: ['ES256', 'EdDSA'] } })
  const fields = valuesOf(refused(await guard.protect(presentation())), 'www-authenticate')
  expect(fields.find((field) => field.startsWith('DPoP'))).toContain('algs="ES256 EdDSA"')
})
