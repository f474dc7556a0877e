import {
  createTestIssuer,
  generateSigningKey,
  type SigningAlgorithm,
  type TestKey,
} from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { algorithmNames, createResourceServer } from '../../src/index.js'
import { fetchFrom, guardFor, present, tryToken } from '../support/guard.js'
import { keyFor } from '../support/keys.js'

const keys = new Map(algorithmNames.map((name) => [name, keyFor(name)]))
const issuer = await createTestIssuer()
issuer.keys.replaceAll([...keys.values()].map(({ publicJwk }) => publicJwk))

describe.each([...keys])('%s', (algorithm, key) => {
  const guard = guardFor(issuer)

  test('[R43, R44, R63, R64, R68, C1] is accepted by default', async () => {
    expect(await present(guard, await issuer.token({ key }))).toBe('granted')
  })

  test('[R48, R68] a signature that is bad is refused', async () => {
    for (const defect of ['tampered-signature', 'tampered-payload', 'empty-signature'] as const) {
      const token = await issuer.token({ key, defect })
      expect(await present(guard, token)).toBe('signature_invalid')
    }
    const stranger = { ...keyFor(algorithm, 'stranger'), kid: key.kid }
    expect(await present(guard, await issuer.token({ key: stranger }))).toBe('signature_invalid')
  })

  test('[R43, A2] the public key is no secret of a MAC', async () => {
    const forged = await issuer.token({ key, defect: 'hs256-with-public-key' })
    expect(await present(guard, forged)).toBe('algorithm_not_allowed')
  })

  test('[R43] is refused when it is left off the list, and accepted when alone on it', async () => {
    const others = algorithmNames.filter((name) => name !== algorithm)
    expect(await tryToken(issuer, { key }, { algorithms: others })).toBe('algorithm_not_allowed')
    expect(await tryToken(issuer, { key }, { algorithms: [algorithm] })).toBe('granted')
  })
})

const rsa: readonly SigningAlgorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
const pairs = rsa.flatMap((own) =>
  rsa.filter((used) => used !== own).map((used) => [own, used] as const),
)

/** An issuer with this one key, published as it is given. */
async function issuerWith(...published: readonly unknown[]) {
  const only = await createTestIssuer({ clock: issuer.clock })
  only.keys.replaceAll(published)
  return only
}

describe('a key that names its algorithm serves no other', () => {
  const as = (algorithm: SigningAlgorithm) => keyFor(algorithm, 'named')

  test.each(pairs)('[R44, A2] an %s key does not verify %s', async (own, used) => {
    const key = as(own)
    const only = await issuerWith(key.publicJwk)
    const guard = guardFor(only)
    expect(await present(guard, await only.token({ key }))).toBe('granted')
    expect(await present(guard, await only.token({ key, algorithm: used }))).toBe(
      'signing_key_mismatch',
    )
  })

  test.each(pairs)(
    '[R44, R48] an %s signature is none under the name of %s',
    async (made, named) => {
      const key = as(made)
      const { alg: _, ...unnamed } = key.publicJwk
      const only = await issuerWith(unnamed)
      const header = { alg: named }
      expect(await tryToken(only, { key, header })).toBe('signature_invalid')
    },
  )

  test('[R44] without a kid it is not even tried', async () => {
    const key = as('PS256')
    const only = await issuerWith(key.publicJwk)
    const removeHeader = ['kid']
    expect(await tryToken(only, { key, algorithm: 'RS256', removeHeader })).toBe(
      'signing_key_unknown',
    )
  })
})

describe('a key without a name of its own fits by type and curve', () => {
  const unnamed = ({ publicJwk: { alg: _, ...rest } }: TestKey) => rest
  const key = keyFor('RS256')

  test.each(rsa)('an RSA key verifies %s', async (algorithm) => {
    const only = await issuerWith(unnamed(key))
    expect(await tryToken(only, { key, algorithm })).toBe('granted')
  })

  test.each([
    ['ES256', 'ES384'],
    ['ES256', 'ES512'],
    ['ES384', 'ES256'],
    ['ES512', 'ES256'],
    ['ES256', 'RS256'],
    ['ES256', 'Ed25519'],
    ['RS256', 'ES256'],
    ['RS256', 'EdDSA'],
    ['Ed25519', 'ES256'],
    ['Ed25519', 'RS256'],
  ] as const)('[R44] a key for %s does not fit %s', async (own, named) => {
    const other = keyFor(own)
    for (const jwk of [other.publicJwk, unnamed(other)]) {
      const only = await issuerWith(jwk)
      const token = { key: other, header: { alg: named } }
      expect(await tryToken(only, token)).toBe('signing_key_mismatch')
    }
  })

  test('[R44] nor does a key that lies about its algorithm', async () => {
    const other = generateSigningKey('ES256')
    const only = await issuerWith(
      { ...other.publicJwk, alg: 'ES384' },
      generateSigningKey('ES256').publicJwk,
    )
    expect(await tryToken(only, { key: other })).toBe('signing_key_unknown')
    expect(await tryToken(only, { key: other, header: { alg: 'ES384' } })).toBe(
      'signing_key_unknown',
    )
  })
})

describe('Ed25519 and EdDSA', () => {
  const key = generateSigningKey('Ed25519')

  test.each([
    ['EdDSA', 'EdDSA'],
    ['EdDSA', 'Ed25519'],
    ['Ed25519', 'EdDSA'],
    ['Ed25519', 'Ed25519'],
    [undefined, 'EdDSA'],
    [undefined, 'Ed25519'],
  ] as const)('[R47] are one algorithm: published as %s, used as %s', async (published, used) => {
    const { alg: _, ...rest } = key.publicJwk
    const only = await issuerWith(published === undefined ? rest : { ...rest, alg: published })
    expect(await tryToken(only, { key, algorithm: used })).toBe('granted')
  })

  test('[R47] Ed448 and X25519 hide behind neither', async () => {
    const others = ['Ed448', 'X25519', 'ed25519'].map((crv) => ({ ...key.publicJwk, crv }))
    const only = await issuerWith(...others, generateSigningKey('ES256').publicJwk)
    expect(await tryToken(only, { key, algorithm: 'EdDSA' })).toBe('signing_key_unknown')
  })
})

test('[R43] each issuer may have its own list', async () => {
  const common = { algorithms: ['ES256', 'Ed25519'], clock: issuer.clock } as const
  const strict = await createTestIssuer({ issuer: 'https://strict.test', ...common })
  const usual = await createTestIssuer({ issuer: 'https://usual.test', ...common })
  const guard = createResourceServer({
    issuers: [{ issuer: strict.issuer, algorithms: ['ES256'] }, usual.issuer],
    audience: 'api1',
    clock: issuer.clock,
    fetch: fetchFrom(strict, usual),
  })
  expect(await present(guard, await strict.token({ algorithm: 'ES256' }))).toBe('granted')
  expect(await present(guard, await strict.token({ algorithm: 'Ed25519' }))).toBe(
    'algorithm_not_allowed',
  )
  expect(await present(guard, await usual.token({ algorithm: 'Ed25519' }))).toBe('granted')
})
