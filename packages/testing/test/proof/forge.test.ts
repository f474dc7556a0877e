import { createHash, verify } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, test } from 'vitest'
import { createProofKey, createTestClock, proofs } from '../../src/index.js'
import { decode } from '../parts.js'

const key = createProofKey()
const url = 'https://api.example.com/items'

describe('a proof', () => {
  test('[R96] says what RFC 9449 section 4.2 wants, signed by the key in it', () => {
    const clock = createTestClock(1_700_000_000_900)
    const token = 'access.token'
    const proof = proofs.forge({ key, method: 'POST', url, token, nonce: 'n1', clock })
    const { header, payload } = decode(proof)
    expect(header).toEqual({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicJwk })
    expect(payload).toEqual({
      jti: expect.any(String),
      htm: 'POST',
      htu: url,
      iat: 1_700_000_000,
      ath: createHash('sha256').update(token).digest('base64url'),
      nonce: 'n1',
    })
    const [input, signature = ''] = proof.split(/\.(?=[^.]*$)/)
    const bytes = Buffer.from(signature, 'base64url')
    const publicKey = { key: key.publicKey, dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', Buffer.from(input ?? ''), publicKey, bytes)).toBe(true)
  })

  test('is a GET of now without ath and nonce, unless told', () => {
    const { payload } = decode(proofs.forge({ key, url }))
    expect(Object.keys(payload)).toEqual(['jti', 'htm', 'htu', 'iat'])
    expect(payload.htm).toBe('GET')
    expect(Math.abs(Number(payload.iat) - Date.now() / 1000)).toBeLessThan(5)
  })

  test('has a jti of its own', () => {
    const jtis = [1, 2].map(() => decode(proofs.forge({ key, url })).payload.jti)
    expect(jtis[0]).not.toBe(jtis[1])
  })

  test('takes any claim, header and text', () => {
    const changed = proofs.forge({ key, url, claims: { iat: 'x' }, header: { typ: undefined } })
    expect(decode(changed).payload.iat).toBe('x')
    expect(decode(changed).header).not.toHaveProperty('typ')
    const texts = proofs.forge({ key, url, headerText: '{"a":1}', payloadText: '{"b":2}' })
    expect(decode(texts)).toEqual({ header: { a: 1 }, payload: { b: 2 } })
  })
})

test.each(['ES256', 'ES384', 'ES512', 'RS256', 'PS256', 'EdDSA', 'Ed25519'] as const)(
  '[R108] the thumbprint of a key of %s is that of RFC 7638',
  async (algorithm) => {
    const { publicJwk, thumbprint } = createProofKey(algorithm)
    expect(thumbprint).toBe(await calculateJwkThumbprint(publicJwk, 'sha256'))
    expect(Object.keys(publicJwk)).not.toContain('d')
  },
)
