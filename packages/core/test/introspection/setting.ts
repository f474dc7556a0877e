import {
  createTestIssuer,
  type TestIssuer,
  type TestIssuerOptions,
  type TestKey,
} from '@portcullis/testing'
import { expect } from 'vitest'
import type {
  IntrospectionOptions,
  Outcome,
  PrivateCryptoKey,
  ResourceServer,
  ResourceServerOptions,
} from '../../src/index.js'
import { codeOf, guardFor, refused, valuesOf } from '../support/guard.js'

export type GuardExtra = Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>>

/** What the test issuer knows this API by, unless told otherwise. */
export const credentials = { clientId: 'api1', clientSecret: 'api1_secret' }

export interface Setting {
  readonly issuer: TestIssuer
  readonly guard: ResourceServer
}

/** An issuer, and a guard that takes its reference tokens. */
export async function setting(
  introspection: Partial<IntrospectionOptions> = {},
  extra: GuardExtra = {},
  issuerOptions: TestIssuerOptions = {},
): Promise<Setting> {
  const issuer = await createTestIssuer(issuerOptions)
  return { issuer, guard: asking(issuer, introspection, extra) }
}

/** One more guard that asks this issuer. */
export function asking(
  issuer: TestIssuer,
  introspection: Partial<IntrospectionOptions> = {},
  extra: GuardExtra = {},
): ResourceServer {
  const authentication =
    introspection.authentication === undefined ? credentials : { clientId: 'api1' }
  return guardFor(issuer, { introspection: { ...authentication, ...introspection }, ...extra })
}

const webCryptoNames = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
}

export type AssertionAlgorithm = keyof typeof webCryptoNames

/** The private half of a test key, as an application would hold it. */
export function webCryptoKey(key: TestKey): Promise<PrivateCryptoKey> {
  const algorithm = webCryptoNames[key.algorithm as AssertionAlgorithm]
  const pkcs8 = key.privateKey.export({ format: 'der', type: 'pkcs8' })
  return crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
}

/** Our own trouble, as the client sees it, and as the log does. */
export function expectServiceUnavailable(outcome: Outcome, code: string, message: string): void {
  const answer = refused(outcome)
  expect([answer.status, codeOf(answer)]).toEqual([503, code])
  expect(answer.reason.message).toContain(message)
  expect(valuesOf(answer, 'retry-after')).toEqual([expect.stringMatching(/^[1-5]$/)])
  expect(valuesOf(answer, 'www-authenticate')).toEqual([])
  expect(valuesOf(answer, 'cache-control')).toEqual(['no-store'])
  expect(JSON.parse(answer.body).error).toBe('temporarily_unavailable')
}
