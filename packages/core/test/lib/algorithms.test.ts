import { describe, expect, test } from 'vitest'
import { algorithmNames, algorithms, isAlgorithm } from '../../src/lib/algorithms.js'

describe('the algorithms that there are', () => {
  test('[R43, R46, R51, R64, C1] are asymmetric, RS256 among them', () => {
    expect([...algorithmNames].sort()).toEqual([
      'ES256',
      'ES384',
      'ES512',
      'Ed25519',
      'EdDSA',
      'PS256',
      'PS384',
      'PS512',
      'RS256',
      'RS384',
      'RS512',
    ])
    const keyTypes = new Set(Object.values(algorithms).map(({ keyType }) => keyType))
    expect([...keyTypes].sort()).toEqual(['EC', 'OKP', 'RSA'])
  })

  test('[R44] each have the one curve and digest of RFC 7518', () => {
    expect(algorithms.ES256).toMatchObject({ curve: 'P-256', digest: 'SHA-256' })
    expect(algorithms.ES384).toMatchObject({ curve: 'P-384', digest: 'SHA-384' })
    expect(algorithms.ES512).toMatchObject({ curve: 'P-521', digest: 'SHA-512' })
  })

  test('[R47] Ed25519 is the one curve that EdDSA stands for', () => {
    expect(algorithms.EdDSA).toEqual(algorithms.Ed25519)
    expect(algorithms.Ed25519).toMatchObject({ keyType: 'OKP', curve: 'Ed25519' })
  })
})

test.each([
  'none',
  'None',
  'HS256',
  'es256',
  'RS256 ',
  '',
  'toString',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  undefined,
  null,
  256,
  ['RS256'],
  { RS256: 1 },
])('[R30, R45] %j is none of them', (name) => {
  expect(isAlgorithm(name)).toBe(false)
})
