import { generateKeyPairSync } from 'node:crypto'
import { createTestIssuer, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present, tryToken } from '../support/guard.js'

/** An issuer that publishes these keys and, after them, its own good one. */
async function issuerBehind(...junk: readonly unknown[]) {
  const issuer = await createTestIssuer()
  issuer.keys.replaceAll([...junk, issuer.keys.current().publicJwk])
  return issuer
}

const ec = generateSigningKey('ES256')
const rsa = generateSigningKey('RS256')
const jwk = ec.publicJwk
const rsaJwk = rsa.publicJwk
const flip = (text = '') => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`

describe('a key set with junk in it loses no good key', () => {
  test.each<[what: string, junk: unknown]>([
    ['null', null],
    ['a string', 'key'],
    ['a number', 42],
    ['an array', [jwk]],
    ['an empty object', {}],
    ['no kty', { ...jwk, kty: undefined }],
    ['an unknown kty', { ...jwk, kty: 'AKP' }],
    ['a kty that is no string', { ...jwk, kty: 7 }],
    ['a kty from the prototype', { ...jwk, kty: 'constructor' }],
    ['a curve that nobody knows', { ...jwk, crv: 'P-999' }],
    ['secp256k1', { ...jwk, crv: 'secp256k1', alg: 'ES256K' }],
    ['no x', { ...jwk, x: undefined }],
    ['no y', { ...jwk, y: undefined }],
    ['an x that is no base64url', { ...jwk, x: '!!' }],
    ['an x that is too short', { ...jwk, x: 'AQ' }],
    ['an x that is a number', { ...jwk, x: 1 }],
    ['a point that is not on its curve', { ...jwk, x: flip(jwk.x) }],
    ['the point at infinity', { ...jwk, x: 'A'.repeat(43), y: 'A'.repeat(43) }],
    ['an RSA key without n', { ...rsaJwk, n: undefined }],
    ['an RSA key without e', { ...rsaJwk, e: undefined }],
    ['an RSA key with an n that is no base64url', { ...rsaJwk, n: '***' }],
    ['an empty n', { ...rsaJwk, n: '' }],
    ['a secret', { kty: 'oct', k: 'c2VjcmV0', alg: 'HS256', kid: jwk.kid }],
    ['a key for encryption', { ...jwk, use: 'enc' }],
    ['a use of its own', { ...jwk, use: 'SIG' }],
    ['key_ops for signing', { ...jwk, key_ops: ['sign'] }],
    ['empty key_ops', { ...jwk, key_ops: [] }],
    ['key_ops that are a string', { ...jwk, key_ops: 'verify' }],
    ['alg none', { ...jwk, alg: 'none' }],
    ['alg HS256', { ...jwk, alg: 'HS256' }],
    ['an alg that is no string', { ...jwk, alg: 256 }],
    ['alg of another type', { ...jwk, alg: 'RS256' }],
    ['a key with its private half', { ...jwk, ...ec.privateKey.export({ format: 'jwk' }) }],
    [
      'an RSA key with its private half',
      { ...rsaJwk, ...rsa.privateKey.export({ format: 'jwk' }) },
    ],
  ])('[R34, R35, R50] %s', async (_what, junk) => {
    const issuer = await issuerBehind(junk)
    const guard = guardFor(issuer)
    expect(await present(guard, await issuer.token())).toBe('granted')
    for (const key of [ec, rsa]) {
      expect(await present(guard, await issuer.token({ key }))).toBe('signing_key_unknown')
    }
  })

  test('[R34] all of it together', async () => {
    const junk = [null, 1, {}, [], { kty: 'oct' }, { ...jwk, x: undefined }, { ...rsaJwk, n: '' }]
    const issuer = await issuerBehind(...junk)
    expect(await tryToken(issuer, {})).toBe('granted')
  })
})

describe('use, key_ops and alg', () => {
  test.each<[what: string, members: object]>([
    ['no word about its use', { use: undefined, alg: undefined }],
    ['use sig', { use: 'sig' }],
    ['key_ops verify', { use: undefined, key_ops: ['verify'] }],
    ['key_ops with more than verify', { key_ops: ['encrypt', 'verify'] }],
    ['members that nobody knows', { x5t: 'abc', 'urn:example': { a: 1 } }],
    ['a kid that is no string', { kid: 5 }],
  ])('[R35] a key is used with %s', async (_what, members) => {
    const issuer = await createTestIssuer()
    issuer.keys.replaceAll([{ ...jwk, ...members }])
    const removeHeader = 'kid' in members ? ['kid'] : []
    expect(await tryToken(issuer, { key: ec, removeHeader })).toBe('granted')
  })

  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])(
    '[R35] a key with the private member %s is dropped',
    async (name) => {
      const issuer = await issuerBehind({ ...jwk, [name]: 'AQ' })
      expect(await tryToken(issuer, { key: ec })).toBe('signing_key_unknown')
    },
  )
})

describe('an RSA key', () => {
  test.each([
    [1024, 'signing_key_unknown'],
    [2047, 'signing_key_unknown'],
    [2048, 'granted'],
    [3072, 'granted'],
  ] as const)('[R44] of %d bits: %s', async (modulusLength, expected) => {
    const key = generateSigningKey('RS256', { modulusLength })
    const issuer = await issuerBehind(key.publicJwk)
    expect(await tryToken(issuer, { key })).toBe(expected)
  })

  test('made for PSS alone is a key like any other, under its own alg', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const publicJwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'pss', alg: 'PS256' }
    const key = { ...pair, kid: 'pss', algorithm: 'PS256', publicJwk } as const
    const issuer = await issuerBehind(publicJwk)
    expect(await tryToken(issuer, { key })).toBe('granted')
  })
})

describe('a key that comes with the token', () => {
  const stranger = generateSigningKey('ES256')

  test.each<[what: string, header: Readonly<Record<string, unknown>>]>([
    ['jwk', { jwk: stranger.publicJwk }],
    ['jwk, with the kid of the stranger', { jwk: stranger.publicJwk, kid: stranger.kid }],
    ['jku', { jku: 'https://evil.test/jwks.json' }],
    ['jku on loopback', { jku: 'http://127.0.0.1:1/jwks' }],
    ['x5u', { x5u: 'https://evil.test/cert.pem' }],
    ['x5u of a file', { x5u: 'file:///etc/ssl/cert.pem' }],
    ['x5c', { x5c: ['MIIB'] }],
    ['x5t', { x5t: 'AAAA', 'x5t#S256': 'AAAA' }],
  ])('[R57, A3, A4] %s never selects one, and nothing is fetched for it', async (_what, header) => {
    const issuer = await createTestIssuer()
    const guard = guardFor(issuer)
    const forged = await issuer.token({ key: stranger, header: { kid: undefined, ...header } })
    expect(await present(guard, forged)).toMatch(/^sign(ature_invalid|ing_key_unknown)$/)
    expect(await present(guard, await issuer.token({ header }))).toMatch(
      'kid' in header ? 'signing_key_unknown' : 'granted',
    )
    expect(issuer.requests.log.every(({ url }) => url.startsWith(`${issuer.issuer}/`))).toBe(true)
  })
})
