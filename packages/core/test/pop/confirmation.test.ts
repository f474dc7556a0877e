import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present } from '../support/guard.js'

const thumbprint = 'A'.repeat(43)
const issuer = await createTestIssuer()

/** The code of what becomes of a bearer token with this `cnf`. */
async function bearerWith(cnf: unknown, extra = {}): Promise<string> {
  return present(guardFor(issuer, extra), await issuer.token({ claims: { cnf } }))
}

describe('a token with a confirmation is no bearer token', () => {
  test.each([
    null,
    true,
    0,
    '',
    thumbprint,
    [],
    [{ jkt: thumbprint }],
    {},
    { jkt: null },
    { jkt: '' },
    { jkt: 'short' },
    { jkt: [thumbprint] },
    { jkt: `${thumbprint}=` },
    { jkt: thumbprint },
    { 'x5t#S256': thumbprint },
    { 'x5t#S256': '' },
    { 'x5t#S256': [] },
    JSON.stringify({ jkt: thumbprint }),
    { jkt: thumbprint, 'x5t#S256': thumbprint },
    { kid: 'key-1' },
    { jwk: { kty: 'EC' } },
    { unknown: true },
    { __proto__: { jkt: thumbprint } },
    { JKT: thumbprint },
  ])('cnf %j, whatever is switched on or off', async (cnf) => {
    const refusals = /^(binding|confirmation|certificate)_[a-z]+/
    expect(await bearerWith(cnf)).toMatch(refusals)
    expect(await bearerWith(cnf, { dpop: 'off' })).toMatch(refusals)
    expect(await bearerWith(cnf, { dpop: 'off', mtls: 'off', audience: null })).toMatch(refusals)
  })

  test('one without any is', async () => {
    expect(await present(guardFor(issuer), await issuer.token())).toBe('granted')
    expect(await bearerWith(undefined)).toBe('granted')
  })
})
