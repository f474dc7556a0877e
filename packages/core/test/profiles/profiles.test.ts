import { createTestIssuer, type SigningAlgorithm } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { createResourceServer, keycloak, type ResourceServerOptions } from '../../src/index.js'
import { configurationError } from '../support/errors.js'
import { tryToken } from '../support/guard.js'

const issuer = 'https://identity.example.com'
const make = (options: object) =>
  createResourceServer({ issuer, audience: 'api1', ...options } as ResourceServerOptions)

describe('rfc9068', () => {
  const extra = { profile: 'rfc9068' } as const

  test.each(['sub', 'client_id', 'iat', 'jti'])('[R65] demands %s', async (name) => {
    const of = await createTestIssuer()
    expect(await tryToken(of, {}, extra)).toBe('granted')
    expect(await tryToken(of, { remove: [name] }, extra)).toBe('claim_missing')
    expect(await tryToken(of, { claims: { [name]: '' } }, extra)).not.toBe('granted')
    expect(await tryToken(of, { claims: { [name]: [] } }, extra)).toBe('claim_malformed')
    expect(await tryToken(of, { remove: [name] })).toBe('granted')
  })

  test.each([{ audience: null }, { issuer: undefined, issuers: [{ issuer, preset: keycloak }] }])(
    '[R62, R67] does not go with %j',
    (options) => {
      expect(configurationError(() => make({ ...extra, ...options })).message).toContain('rfc9068')
    },
  )
})

describe('fapi2', () => {
  const extra = { profile: 'fapi2' } as const
  const bound = { cnf: { jkt: 'A'.repeat(43) } }

  test('[R199] takes no plain bearer token, with one kind of binding or with two', async () => {
    const of = await createTestIssuer()
    expect(await tryToken(of, {}, extra)).toBe('scheme_not_accepted')
    expect(await tryToken(of, {}, { ...extra, mtls: 'allowed' })).toBe('binding_missing')
    expect(await tryToken(of, {}, { ...extra, dpop: 'off', mtls: 'allowed' })).toBe(
      'binding_missing',
    )
    const cnf = { 'x5t#S256': 'A'.repeat(43) }
    expect(await tryToken(of, { claims: { cnf } }, { ...extra, mtls: 'allowed' })).toBe(
      'certificate_missing',
    )
    expect(await tryToken(of, { claims: bound }, { ...extra, mtls: 'allowed' })).toBe(
      'binding_required',
    )
  })

  test.each<[SigningAlgorithm, boolean]>([
    ['PS256', true],
    ['ES256', true],
    ['EdDSA', true],
    ['RS256', false],
    ['ES384', false],
    ['PS512', false],
  ])('[R200, C1] %s: %s', async (algorithm, isTaken) => {
    const of = await createTestIssuer({ algorithms: [algorithm] })
    const code = await tryToken(of, {}, { ...extra, mtls: 'allowed' })
    expect(code).toBe(isTaken ? 'binding_missing' : 'algorithm_not_allowed')
  })

  test.each([
    [9, 'binding_missing', 'binding_missing'],
    [61, 'token_issued_in_future', 'token_not_yet_valid'],
  ])('[R203] %i s ahead', async (seconds, ofIssued, ofNotBefore) => {
    const of = await createTestIssuer()
    const then = Math.floor(of.clock() / 1000) + seconds
    const options = { ...extra, mtls: 'allowed' } as const
    expect(await tryToken(of, { claims: { iat: then } }, options)).toBe(ofIssued)
    expect(await tryToken(of, { claims: { nbf: then } }, options)).toBe(ofNotBefore)
  })

  test('[R197] takes a token that nobody asks about only when it is short', async () => {
    const of = await createTestIssuer()
    const now = Math.floor(of.clock() / 1000)
    const long = { claims: { iat: now, exp: now + 301 } }
    const options = { ...extra, mtls: 'allowed' } as const
    expect(await tryToken(of, long, options)).toBe('token_lifetime_too_long')
    expect(await tryToken(of, { remove: ['iat'] }, options)).toBe('claim_missing')
    expect(await tryToken(of, long, { mtls: 'allowed' })).toBe('granted')
  })

  test.each([
    { dpop: 'off' },
    { algorithms: ['RS256'] },
    { dpop: { algorithms: ['RS256'] } },
    { dpop: { proofMaxFutureSeconds: 61 } },
    { clockToleranceSeconds: 61 },
    { requireSenderConstraint: false },
    { audience: null },
  ])('[R196, R199, R200] does not go with %j', (options) => {
    expect(configurationError(() => make({ ...extra, ...options })).message).toContain('write')
  })
})

test('a sender constraint alone can be demanded too', async () => {
  const of = await createTestIssuer()
  const extra = { requireSenderConstraint: true, mtls: 'allowed' } as const
  expect(await tryToken(of, {}, extra)).toBe('binding_missing')
  expect(
    configurationError(() => make({ requireSenderConstraint: true, dpop: 'off' })).message,
  ).toContain('dpop and mtls are off')
})

test.each(['http', 'api1', '/api1', 'https://api.example.com/#x', 'https://api.example.com/?x'])(
  '[R169] a resource is an absolute URI without fragment: %s is none',
  (resource) => {
    expect(configurationError(() => make({ resource })).message).toContain('resource')
  },
)
