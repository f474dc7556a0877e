import { createTestIssuer, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present, refused, tryToken } from '../support/guard.js'
import { withBearer } from '../support/request.js'

const nasty = [
  '../../../../etc/passwd',
  '/dev/null',
  '..\\..\\windows\\win.ini',
  "' OR '1'='1",
  "key-1'; DROP TABLE keys; --",
  '*)(objectClass=*',
  '__proto__',
  'constructor',
  'toString',
  'https://evil.test/jwks.json',
  'http://169.254.169.254/latest/meta-data',
  '\u0024{jndi:ldap://evil.test/x}',
  'key\r\nforged: log line',
  'key\u0000',
  '\u001b[2J\u001b[31m',
  '\u202ekcats',
  '\ud800',
  'x'.repeat(8000),
  '',
  '0',
]

describe('a kid that wants to be more than a name', () => {
  test.each(nasty)('[R31, R56, A5] %j names no key, and is shown harmless', async (kid) => {
    const issuer = await createTestIssuer()
    const token = await issuer.token({ header: { kid } })
    const { reason, status } = refused(await guardFor(issuer).protect(withBearer(token)))
    expect([reason.code, status]).toEqual(['signing_key_unknown', 401])
    expect(reason.message).toMatch(/^[\x20-\x7e…]{1,400}$/)
    const addresses = new Set(issuer.requests.log.map(({ url }) => url))
    expect(addresses.size).toBeLessThanOrEqual(2)
  })

  test.each(nasty.filter((kid) => kid !== '\ud800'))(
    '[R31, R56] %j is a name like any other when the issuer gives it to a key',
    async (kid) => {
      const issuer = await createTestIssuer()
      const key = generateSigningKey('ES256', { kid })
      issuer.keys.publish(key.publicJwk)
      expect(await tryToken(issuer, { key })).toBe('granted')
      expect(await tryToken(issuer, { key, defect: 'other-key' })).toBe('signature_invalid')
    },
  )

  test('[R31] is compared by case', async () => {
    const issuer = await createTestIssuer()
    const key = generateSigningKey('ES256', { kid: 'Signing-Key' })
    issuer.keys.replaceAll([key.publicJwk])
    for (const kid of ['signing-key', 'SIGNING-KEY', 'Signing-Key ', 'Signing-Ke']) {
      expect(await tryToken(issuer, { key, header: { kid } })).toBe('signing_key_unknown')
    }
    expect(await tryToken(issuer, { key })).toBe('granted')
  })

  test.each([42, null, true, [], {}, ['kid']])(
    '[R31] %j is refused, for it is no string',
    async (kid) => {
      const issuer = await createTestIssuer()
      expect(await tryToken(issuer, { header: { kid } })).toBe('token_malformed')
      expect(issuer.requests.total).toBe(0)
    },
  )
})

describe('a token without a kid', () => {
  test('[R31, R68] is tried with every key that fits', async () => {
    const issuer = await createTestIssuer({ algorithms: ['RS256', 'ES256', 'Ed25519'] })
    const keys = ['ES256', 'ES256', 'ES384'] as const
    for (const name of keys) issuer.keys.publish(generateSigningKey(name).publicJwk)
    const last = generateSigningKey('ES256')
    issuer.keys.publish(last.publicJwk)
    const removeHeader = ['kid']
    expect(await tryToken(issuer, { key: last, removeHeader })).toBe('granted')
    expect(await tryToken(issuer, { algorithm: 'RS256', removeHeader })).toBe('granted')
    expect(await tryToken(issuer, { algorithm: 'Ed25519', removeHeader })).toBe('granted')
  })

  test('[R68] is refused when no key made its signature', async () => {
    const issuer = await createTestIssuer()
    issuer.keys.publish(generateSigningKey('ES256').publicJwk)
    const forged = { key: generateSigningKey('ES256'), removeHeader: ['kid'] }
    expect(await tryToken(issuer, forged)).toBe('signature_invalid')
  })

  test('[R44] is refused when there is no key for its algorithm', async () => {
    const issuer = await createTestIssuer()
    const forged = { key: generateSigningKey('ES384'), removeHeader: ['kid'] }
    expect(await tryToken(issuer, forged)).toBe('signing_key_unknown')
  })

  test('fits a key that has no kid either', async () => {
    const issuer = await createTestIssuer()
    const key = generateSigningKey('ES256')
    const { kid: _, ...nameless } = key.publicJwk
    issuer.keys.replaceAll([nameless])
    expect(await tryToken(issuer, { key, removeHeader: ['kid'] })).toBe('granted')
    expect(await present(guardFor(issuer), await issuer.token({ key }))).toBe('signing_key_unknown')
  })
})

test('two keys with one kid are told apart by algorithm', async () => {
  const issuer = await createTestIssuer()
  const kid = 'shared'
  const [ec, rsa] = [generateSigningKey('ES256', { kid }), generateSigningKey('RS256', { kid })]
  issuer.keys.replaceAll([ec.publicJwk, rsa.publicJwk])
  expect(await tryToken(issuer, { key: ec })).toBe('granted')
  expect(await tryToken(issuer, { key: rsa })).toBe('granted')
})

test('two keys with one kid and one algorithm are both tried', async () => {
  const issuer = await createTestIssuer()
  const kid = 'shared'
  const [one, two] = [generateSigningKey('ES256', { kid }), generateSigningKey('ES256', { kid })]
  issuer.keys.replaceAll([one.publicJwk, two.publicJwk])
  expect(await tryToken(issuer, { key: one })).toBe('granted')
  expect(await tryToken(issuer, { key: two })).toBe('granted')
})
