import { createPublicKey, X509Certificate } from 'node:crypto'
import { compactDecrypt, type JWK } from 'jose'
import { expect } from 'vitest'
import type { TestIssuer, TokenDefect } from '../../src/index.js'
import { decode, texts } from '../parts.js'
import { expectNotSigned, expectOnly, expectSigned, isHmacOf, isSignedBy } from './expect.js'

type Proof = (token: string, issuer: TestIssuer) => void | Promise<void>

const absent = undefined
const unknownExtension = 'urn:example:unknown'

/** How to see in a token that it has the defect, and no other. */
export const proofs: Readonly<Record<TokenDefect, Proof>> = {
  'alg-none': (token, issuer) => expectUnsigned(token, issuer, 'none'),
  'alg-none-mixed-case': (token, issuer) => expectUnsigned(token, issuer, 'nOnE'),
  'empty-signature': (token, issuer) => expectUnsigned(token, issuer, 'ES256'),
  'hs256-with-public-key': (token, issuer) => {
    expectOnly(token, issuer, { header: { alg: 'HS256' } })
    const pem = issuer.keys.current().publicKey.export({ format: 'pem', type: 'spki' })
    expect(isHmacOf(pem.toString(), token)).toBe(true)
  },
  'tampered-payload': (token, issuer) => {
    expectOnly(token, issuer, { payload: { sub: 'intruder' } })
    expectNotSigned(token, issuer)
  },
  'tampered-signature': expectOnlySignatureWrong,
  'other-key': expectOnlySignatureWrong,

  'typ-missing': header({ typ: absent }),
  'typ-jwt': header({ typ: 'JWT' }),
  'typ-id-token-like': (token, issuer) =>
    expectSigned(token, issuer, {
      header: { typ: 'JWT' },
      payload: { aud: 'client-1', nonce: expect.any(String) },
    }),
  'typ-dpop': header({ typ: 'dpop+jwt' }),
  'typ-logout': header({ typ: 'logout+jwt' }),

  expired: times({ iat: -900, exp: -600 }),
  'not-yet-valid': times({ nbf: 600, exp: 900 }),
  'no-exp': payload({ exp: absent }),
  'issued-in-future': times({ iat: 3600, exp: 7200 }),
  'wrong-issuer': payload({ iss: 'https://intruder.test' }),
  'issuer-trailing-slash': payload({ iss: 'https://issuer.test/tenant/' }),
  'issuer-case': payload({ iss: 'HTTPS://ISSUER.TEST/TENANT' }),
  'no-issuer': payload({ iss: absent }),
  'wrong-audience': payload({ aud: 'urn:another-api' }),
  'no-audience': payload({ aud: absent }),
  'cnf-jkt': payload({ cnf: { jkt: expect.stringMatching(/^[\w-]{43}$/) } }),

  'unknown-kid': (token, issuer) => {
    expectSigned(token, issuer, { header: { kid: expect.any(String) } })
    expect(decode(token).header.kid).not.toBe(issuer.keys.current().kid)
  },
  'kid-not-string': header({ kid: 42 }),
  'crit-unknown': header({ crit: [unknownExtension], [unknownExtension]: true }),
  'crit-b64': header({ crit: ['b64'], b64: false }),
  'b64-unprotected': header({ b64: false }),
  zip: header({ zip: 'DEF' }),
  'embedded-jwk': (token, issuer) => {
    expectOnly(token, issuer, { header: { jwk: expect.any(Object) } })
    expectNotSigned(token, issuer)
    const key = createPublicKey({ key: decode(token).header.jwk as JWK, format: 'jwk' })
    expect(isSignedBy(key, token)).toBe(true)
  },
  'embedded-jku': (token, issuer) => {
    expectOnly(token, issuer, { header: { jku: 'https://intruder.test/jwks' } })
    expectNotSigned(token, issuer)
  },
  'embedded-x5c': (token, issuer) => {
    expectOnly(token, issuer, { header: { x5c: [expect.any(String)] } })
    expectNotSigned(token, issuer)
    const [encoded = ''] = decode(token).header.x5c as string[]
    const certificate = new X509Certificate(Buffer.from(encoded, 'base64'))
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(isSignedBy(certificate.publicKey, token)).toBe(true)
  },

  'duplicate-header-member': (token, issuer) => {
    expectSigned(token, issuer, {})
    expect(texts(token).headerText.match(/"alg":/g)).toHaveLength(2)
  },
  'duplicate-claim': (token, issuer) => {
    expectSigned(token, issuer, {})
    expect(texts(token).payloadText.match(/"iss":/g)).toHaveLength(2)
  },
  'trailing-bytes': (token, issuer) => {
    expect(texts(token).payloadText).toMatch(/^\{"iss".*\}\{\}$/)
    expect(isSignedBy(issuer.keys.current().publicKey, token)).toBe(true)
  },
  'payload-array': (token, issuer) => {
    expect(decode(token).payload).toEqual([expect.objectContaining({ iss: issuer.issuer })])
    expect(isSignedBy(issuer.keys.current().publicKey, token)).toBe(true)
  },
  'payload-not-json': (token, issuer) => {
    expect(() => JSON.parse(texts(token).payloadText)).toThrow(SyntaxError)
    expect(isSignedBy(issuer.keys.current().publicKey, token)).toBe(true)
  },
  'json-serialization': (token, issuer) => {
    const flattened = JSON.parse(token) as Record<string, string>
    const compact = `${flattened.protected}.${flattened.payload}.${flattened.signature}`
    expectSigned(compact, issuer, {})
  },
  'four-parts': (token, issuer) => {
    expect(token.split('.')).toHaveLength(4)
    expectSigned(token, issuer, {})
  },
  'five-parts-jwe': async (token, issuer) => {
    expect(token.split('.')).toHaveLength(5)
    const { plaintext } = await compactDecrypt(token, issuer.keys.current().privateKey)
    expect(JSON.parse(Buffer.from(plaintext).toString())).toHaveProperty('iss', issuer.issuer)
  },
  padding: (token, issuer) => {
    expect(token).toMatch(/[^=]==$/)
    expectSigned(token, issuer, {})
  },
  'standard-base64-alphabet': (token, issuer) => {
    expect(token.split('.')[2]).toMatch(/[+/]/)
    expectSigned(token, issuer, {})
  },
}

function header(differences: Readonly<Record<string, unknown>>): Proof {
  return (token, issuer) => expectSigned(token, issuer, { header: differences })
}

function payload(differences: Readonly<Record<string, unknown>>): Proof {
  return (token, issuer) => expectSigned(token, issuer, { payload: differences })
}

function times(offsets: Readonly<Record<string, number>>): Proof {
  return (token, issuer) => {
    const now = Math.floor(issuer.clock.seconds())
    const entries = Object.entries(offsets).map(([name, offset]) => [name, now + offset])
    expectSigned(token, issuer, { payload: Object.fromEntries(entries) })
  }
}

function expectUnsigned(token: string, issuer: TestIssuer, alg: string): void {
  expectOnly(token, issuer, { header: { alg } })
  expect(token.split('.')[2]).toBe('')
}

function expectOnlySignatureWrong(token: string, issuer: TestIssuer): void {
  expectOnly(token, issuer, {})
  expect(token.split('.')[2]).toHaveLength(86)
  expectNotSigned(token, issuer)
}
