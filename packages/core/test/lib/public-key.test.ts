import { createProofKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { Algorithm } from '../../src/index.js'
import type { JsonObject } from '../../src/lib/json.js'
import { importPublicKey, isKeyFor, keyMembers, privateMemberOf } from '../../src/lib/public-key.js'

function jwkOf(algorithm: Algorithm, modulusLength = 2048): JsonObject {
  return createProofKey(algorithm, { modulusLength }).publicJwk as JsonObject
}

async function isUsable(jwk: JsonObject, algorithm: Algorithm): Promise<boolean> {
  return (await importPublicKey(jwk, algorithm)) !== undefined
}

function bytes(length: number, first = 0xff): string {
  const all = new Uint8Array(length).fill(0xff)
  all[0] = first
  return Buffer.from(all).toString('base64url')
}

describe('a public key', () => {
  test.each(['ES256', 'ES384', 'ES512', 'RS256', 'PS512', 'EdDSA', 'Ed25519'] as const)(
    '[R98] of %s is usable',
    async (algorithm) => {
      expect(await isUsable(jwkOf(algorithm), algorithm)).toBe(true)
      expect(isKeyFor(jwkOf(algorithm), algorithm)).toBe(true)
    },
  )

  test.each([
    ['of 2048 bits', bytes(256), 'AQAB', true],
    ['of 8192 bits', bytes(1024), 'AQAB', true],
    ['of 2047 bits', bytes(256, 0x7f), 'AQAB', false],
    ['of 8193 bits', bytes(1025, 1), 'AQAB', false],
    ['of 16384 bits', bytes(2048), 'AQAB', false],
    ['with the exponent 3', bytes(256), 'Aw', true],
    ['with the exponent 65537, zeros before it', bytes(256), 'AAEAAQ', true],
    ['with an exponent of 32 bits', bytes(256), bytes(4), true],
    ['with an exponent of 33 bits', bytes(256), bytes(5, 1), false],
    ['with an exponent as long as the modulus', bytes(256), bytes(255), false],
    ['with the exponent 1', bytes(256), 'AQ', false],
    ['with the exponent 0', bytes(256), 'AA', false],
    ['without exponent', bytes(256), undefined, false],
    ['without modulus', undefined, 'AQAB', false],
  ])('[R98, A10] RSA %s', async (_what, n, e, usable) => {
    expect(await isUsable({ kty: 'RSA', n, e }, 'RS256')).toBe(usable)
    expect(await isUsable({ kty: 'RSA', n, e }, 'PS256')).toBe(usable)
  })

  test('[R99] zero on Ed25519 is none, in any length', async () => {
    const okp = { kty: 'OKP', crv: 'Ed25519' }
    for (const x of ['', 'A', 'A'.repeat(43)]) {
      expect(await isUsable({ ...okp, x }, 'EdDSA'), x).toBe(false)
    }
  })

  test('its members are those of its type, and nothing that is said about it', () => {
    const all = { kty: '', n: 'n', e: 'e', crv: 'c', x: 'x', y: 'y', use: 'sig', kid: 'k' }
    expect(keyMembers({ ...all, kty: 'RSA' })).toEqual({ kty: 'RSA', n: 'n', e: 'e' })
    expect(keyMembers({ ...all, kty: 'EC' })).toEqual({ kty: 'EC', crv: 'c', x: 'x', y: 'y' })
    expect(keyMembers({ ...all, kty: 'OKP' })).toEqual({ kty: 'OKP', crv: 'c', x: 'x' })
  })
})

describe('a member that makes a key private', () => {
  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])('[R100] %s', (name) => {
    for (const value of ['AQAB', '', null, undefined, 0]) {
      expect(privateMemberOf({ kty: 'EC', [name]: value })).toBe(name)
    }
  })

  test('[R100] not one that is inherited, and no other', () => {
    expect(privateMemberOf({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', D: 'd' })).toBeUndefined()
    expect(privateMemberOf(Object.create({ d: 'd' }))).toBeUndefined()
  })
})

describe('a key for an algorithm', () => {
  test.each([
    ['ES256', { kty: 'EC', crv: 'P-256' }, true],
    ['ES256', { kty: 'EC', crv: 'P-384' }, false],
    ['ES256', { kty: 'EC' }, false],
    ['ES256', { kty: 'ec', crv: 'P-256' }, false],
    ['ES256', { kty: 'OKP', crv: 'P-256' }, false],
    ['ES512', { kty: 'EC', crv: 'P-521' }, true],
    ['ES512', { kty: 'EC', crv: 'P-512' }, false],
    ['RS256', { kty: 'RSA' }, true],
    ['PS384', { kty: 'RSA', crv: 'P-256' }, true],
    ['RS256', { kty: 'EC', crv: 'P-256' }, false],
    ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }, true],
    ['Ed25519', { kty: 'OKP', crv: 'Ed25519' }, true],
    ['EdDSA', { kty: 'OKP', crv: 'Ed448' }, false],
    ['EdDSA', { kty: 'OKP', crv: 'X25519' }, false],
    ['EdDSA', {}, false],
  ] as const)('[R98] %s, %j: %s', (algorithm, jwk, fits) => {
    expect(isKeyFor(jwk, algorithm)).toBe(fits)
  })
})
