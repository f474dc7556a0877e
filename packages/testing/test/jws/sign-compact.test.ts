import { createSecretKey } from 'node:crypto'
import { compactVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { generateSigningKey, type SigningAlgorithm, signCompact } from '../../src/index.js'

const algorithms: SigningAlgorithm[] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
]

describe('signCompact', () => {
  test.each(algorithms)('%s verifies with jose', async (algorithm) => {
    const key = generateSigningKey(algorithm)
    const token = signCompact({
      headerText: JSON.stringify({ alg: algorithm }),
      payloadText: 'any text',
      key: key.privateKey,
      algorithm,
    })
    const { payload } = await compactVerify(token, key.publicKey, { algorithms: [algorithm] })
    expect(Buffer.from(payload).toString()).toBe('any text')
  })

  test.each(['HS256', 'HS384', 'HS512'] as const)('%s verifies with jose', async (algorithm) => {
    const key = createSecretKey(Buffer.alloc(64, 7))
    const headerText = JSON.stringify({ alg: algorithm })
    const token = signCompact({ headerText, payloadText: '{}', key, algorithm })
    await expect(compactVerify(token, key)).resolves.toHaveProperty('payload')
  })

  test('an asymmetric algorithm wants a key object', () => {
    const input = { headerText: '{}', payloadText: '{}', key: new Uint8Array(32) }
    expect(() => signCompact({ ...input, algorithm: 'ES256' })).toThrow(TypeError)
  })
})
