import { createHmac, type KeyObject, verify } from 'node:crypto'
import { expect } from 'vitest'
import type { TestIssuer } from '../../src/index.js'
import { decode } from '../parts.js'

/** Whether the ES256 signature holds over the text as it was sent, whatever the header says. */
export function isSignedBy(key: KeyObject, token: string): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const input = Buffer.from(`${header}.${payload}`)
  const bytes = Buffer.from(signature, 'base64url')
  return verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytes)
}

export function isHmacOf(secret: string, token: string): boolean {
  const end = token.lastIndexOf('.')
  const digest = createHmac('sha256', secret).update(token.slice(0, end)).digest('base64url')
  return token.slice(end + 1) === digest
}

interface Differences {
  readonly header?: Readonly<Record<string, unknown>>
  readonly payload?: Readonly<Record<string, unknown>>
}

/** Equal to a good token but for these members; undefined stands for one that is absent. */
export function expectOnly(token: string, issuer: TestIssuer, differences: Differences): void {
  const { kid } = issuer.keys.current()
  const { header, payload } = decode(token)
  expect(header).toEqual({ alg: 'ES256', kid, typ: 'at+jwt', ...differences.header })
  expect(payload).toEqual({
    ...issuer.claims(),
    jti: expect.any(String),
    ...differences.payload,
  })
}

/** The same, and signed by the issuer itself: the differences are all that is wrong. */
export function expectSigned(token: string, issuer: TestIssuer, differences: Differences): void {
  expectOnly(token, issuer, differences)
  expect(isSignedBy(issuer.keys.current().publicKey, token)).toBe(true)
}

export function expectNotSigned(token: string, issuer: TestIssuer): void {
  expect(isSignedBy(issuer.keys.current().publicKey, token)).toBe(false)
}
