import { generateKeyPairSync } from 'node:crypto'
import { generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { importVerificationKey } from '../../src/issuer/verification-key.js'

const ec = generateSigningKey('ES256').publicJwk
const rsa = generateSigningKey('RS256').publicJwk
const ed = generateSigningKey('Ed25519').publicJwk

/** Names of the algorithms that a key is good for. */
async function algorithmsOf(jwk: unknown): Promise<readonly string[]> {
  return [...((await importVerificationKey(jwk))?.prepared.keys() ?? [])]
}

const zeros = (bytes: number) => Buffer.alloc(bytes).toString('base64url')

describe('what a key is good for', () => {
  test('[R44] its own algorithm, when it names one', async () => {
    expect(await algorithmsOf(ec)).toEqual(['ES256'])
    expect(await algorithmsOf({ ...rsa, alg: 'PS384' })).toEqual(['PS384'])
  })

  test('[R44, R68] what fits its type and curve, when it names none', async () => {
    const { alg: _, ...bare } = rsa
    expect((await algorithmsOf(bare)).toSorted()).toEqual([
      ...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
    ])
    expect(await algorithmsOf({ ...ec, alg: undefined })).toEqual(['ES256'])
    const p384 = generateSigningKey('ES384').publicJwk
    expect(await algorithmsOf({ ...p384, alg: undefined })).toEqual(['ES384'])
  })

  test.each([undefined, 'EdDSA', 'Ed25519'])(
    'both names of one algorithm, on Ed25519 published with alg %s',
    async (alg) => {
      expect((await algorithmsOf({ ...ed, alg })).toSorted()).toEqual(['Ed25519', 'EdDSA'])
    },
  )

  test('[R35] signatures, when it says what it is for', async () => {
    expect(await algorithmsOf({ ...ec, key_ops: ['verify'] })).toEqual(['ES256'])
    expect(await algorithmsOf({ ...ec, use: undefined })).toEqual(['ES256'])
  })
})

describe('keys that are passed over', () => {
  const off = Buffer.from(ec.y ?? '', 'base64url')
  off[0] = (off[0] ?? 0) ^ 1
  const shortRsa = generateSigningKey('RS256', { modulusLength: 1024 }).publicJwk
  const paddedRsa = Buffer.concat([Buffer.alloc(128), Buffer.from(shortRsa.n ?? '', 'base64url')])
  const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey
  const x25519 = generateKeyPairSync('x25519').publicKey

  const useless: [why: string, jwk: unknown][] = [
    ['no object', null],
    ['no object', 'key'],
    ['no object', []],
    ['nothing in it', {}],
    ['unknown kty', { ...ec, kty: 'LWE' }],
    ['kty in another case', { ...ec, kty: 'ec' }],
    ['kty of a prototype', { ...ec, kty: '__proto__' }],
    ['symmetric', { kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url'), alg: 'HS256' }],
    ['no x', { ...ec, x: undefined }],
    ['no y', { ...ec, y: undefined }],
    ['no crv', { ...ec, crv: undefined }],
    ['no n', { ...rsa, n: undefined }],
    ['no e', { ...rsa, e: undefined }],
    ['x of the wrong type', { ...ec, x: 42 }],
    ['n of the wrong type', { ...rsa, n: { length: 256 } }],
    ['x that is no base64url', { ...ec, x: '%%%' }],
    ['x too short', { ...ec, x: ec.x?.slice(0, -4) }],
    ['curve of another size', { ...ec, crv: 'P-384' }],
    ['curve that is not verified here', { ...secp256k1.export({ format: 'jwk' }), kid: 'k1' }],
    ['key agreement', { ...x25519.export({ format: 'jwk' }), kid: 'x' }],
    ['algorithm of another type', { ...ec, alg: 'RS256' }],
    ['algorithm of another curve', { ...ec, alg: 'ES384' }],
    ['encryption algorithm', { ...rsa, alg: 'RSA-OAEP-256' }],
    ['algorithm none', { ...ec, alg: 'none' }],
    ['a MAC with a public key', { ...rsa, alg: 'HS256' }],
    ['algorithm of the wrong type', { ...ec, alg: ['ES256'] }],
    ['algorithm in another case', { ...ec, alg: 'es256' }],
    ['nothing but a certificate', { kty: 'EC', crv: 'P-256', x5c: ['MIIB'] }],
  ]
  test.each(useless)('[R34] %s', async (_why, jwk) => {
    expect(await importVerificationKey(jwk)).toBeUndefined()
  })

  const notForThis: [why: string, jwk: unknown][] = [
    ['use: enc', { ...ec, use: 'enc' }],
    ['use of the wrong type', { ...ec, use: ['sig'] }],
    ['key_ops without verify', { ...ec, use: undefined, key_ops: ['sign'] }],
    ['key_ops for encryption', { ...rsa, use: undefined, key_ops: ['encrypt', 'wrapKey'] }],
    ['no key_ops at all', { ...ec, key_ops: [] }],
    ['key_ops of the wrong type', { ...ec, key_ops: 'verify' }],
    ['private EC key', { ...ec, d: zeros(32) }],
    ['private RSA key', { ...rsa, d: 'AQAB' }],
    ['one factor of an RSA key', { ...rsa, p: 'AQAB' }],
    ['private Ed25519 key', { ...ed, d: zeros(32) }],
    ['empty private member', { ...ec, d: '' }],
    ['secret beside a public key', { ...ec, k: 'AAAA' }],
  ]
  test.each(notForThis)('[R35] %s', async (_why, jwk) => {
    expect(await importVerificationKey(jwk)).toBeUndefined()
  })

  const weak: [why: string, jwk: unknown][] = [
    ['point off the curve', { ...ec, y: off.toString('base64url') }],
    ['point of zeros', { ...ec, x: zeros(32), y: zeros(32) }],
    ['Ed25519 point of zeros', { ...ed, x: zeros(32) }],
    ['empty point', { ...ec, x: '', y: '' }],
    ['RSA of 1024 bits', shortRsa],
    ['RSA of 1024 bits behind zeros', { ...shortRsa, n: paddedRsa.toString('base64url') }],
    ['RSA modulus of zeros', { ...rsa, n: zeros(256) }],
    ['RSA exponent 1', { ...rsa, e: 'AQ' }],
    ['RSA exponent 1 behind zeros', { ...rsa, e: 'AAAB' }],
    ['RSA exponent 0', { ...rsa, e: 'AA' }],
  ]
  test.each(weak)('[R34, R50] %s', async (_why, jwk) => {
    expect(await importVerificationKey(jwk)).toBeUndefined()
  })
})

describe('how a key is called', () => {
  test('[R31] by a string, whatever is in it', async () => {
    for (const kid of ['', '__proto__', '../../etc/passwd', "' OR 1=1 --", 'x'.repeat(100_000)]) {
      expect(await importVerificationKey({ ...ec, kid })).toMatchObject({ keyId: kid })
    }
  })

  test('[R31] not at all, where the name is no string', async () => {
    for (const kid of [42, null, ['a'], {}]) {
      expect(await importVerificationKey({ ...ec, kid })).toMatchObject({ keyId: undefined })
    }
  })

  test('equal keys of two fetches are recognised, also when members came in another order', async () => {
    const identity = async (jwk: object) => (await importVerificationKey(jwk))?.identity
    const turned = Object.fromEntries(Object.entries(ec).toReversed())
    expect(await identity(turned)).toBe(await identity(ec))
    const others = [
      { ...ec, kid: 'other' },
      { ...ec, alg: undefined },
      generateSigningKey('ES256').publicJwk,
    ]
    for (const other of others) expect(await identity(other)).not.toBe(await identity(ec))
  })
})
