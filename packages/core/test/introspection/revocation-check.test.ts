import { createTestIssuer, tokenDefects } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { createResourceServer } from '../../src/index.js'
import { granted, present } from '../support/guard.js'
import { withBearer } from '../support/request.js'
import { asking, credentials, setting } from './setting.js'

const checking = { jwtValidation: 'introspect' } as const

describe('a JWT whose issuer is asked as well', () => {
  test('[R197] passes while the issuer says active, and is a JWT all the same', async () => {
    const { issuer, guard } = await setting({}, checking)
    const token = granted(await guard.protect(withBearer(await issuer.token())))
    expect(token).toMatchObject({ format: 'jwt', subject: 'user-1' })
    expect(token.claims).not.toHaveProperty('active')
    expect(issuer.requests.introspection).toBe(1)
  })

  test('[R197] [A27] is refused when it was revoked, within the ceiling at the latest', async () => {
    const { issuer, guard } = await setting({}, checking)
    const token = await issuer.token()
    expect(await present(guard, token)).toBe('granted')
    issuer.revoke(token)
    issuer.clock.advance(59)
    expect(await present(guard, token)).toBe('granted')
    issuer.clock.advance(1)
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[R197] with a ceiling of 0 is asked about on every use', async () => {
    const { issuer, guard } = await setting({ cacheSeconds: 0 }, checking)
    const token = await issuer.token()
    await present(guard, token)
    await present(guard, token)
    expect(issuer.requests.introspection).toBe(2)
    issuer.revoke(token)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test('[R197] forget is for it, too', async () => {
    const { issuer, guard } = await setting({}, checking)
    const token = await issuer.token()
    await present(guard, token)
    issuer.revoke(token)
    await guard.forget(token)
    expect(await present(guard, token)).toBe('token_inactive')
  })

  test.each(tokenDefects)('[A25] that is forged causes no call: %s', async (defect) => {
    const { issuer, guard } = await setting({}, checking)
    const code = await present(guard, await issuer.token({ defect }))
    expect(code).not.toBe('granted')
    expect(code).not.toBe('token_inactive')
    // A token that is good but bound is good so far.
    expect(issuer.requests.introspection).toBe(defect === 'cnf-jkt' ? 1 : 0)
  })

  test('[C8] is 503 when the issuer cannot be asked', async () => {
    const { issuer, guard } = await setting({}, checking)
    issuer.fault('introspection', { kind: 'status', status: 500 })
    expect(await present(guard, await issuer.token())).toBe('introspection_failed')
  })

  test('is not asked about by default', async () => {
    const { issuer, guard } = await setting()
    const token = await issuer.token()
    issuer.revoke(token)
    expect(await present(guard, token)).toBe('granted')
    expect(issuer.requests.introspection).toBe(0)
  })

  test('1000 at once cause one call', async () => {
    const { issuer, guard } = await setting({}, checking)
    const token = await issuer.token()
    const codes = await Promise.all(Array.from({ length: 1000 }, () => present(guard, token)))
    expect(new Set(codes)).toEqual(new Set(['granted']))
    expect(issuer.requests.introspection).toBe(1)
  })
})

describe('the answer about a JWT', () => {
  /** What comes of a good JWT about which the issuer says this. */
  async function told(body: object, claims: Readonly<Record<string, unknown>> = {}) {
    const { issuer, guard } = await setting({}, checking)
    issuer.fault('introspection', { kind: 'json', body })
    return present(guard, await issuer.token({ claims }))
  }

  test('may be the bare word: the token itself said the rest', async () => {
    expect(await told({ active: true })).toBe('granted')
    expect(await told({ active: false })).toBe('token_inactive')
    expect(await told({ active: 'true' })).toBe('token_inactive')
    expect(await told({})).toBe('introspection_answer_invalid')
  })

  test('is checked where it says more', async () => {
    expect(await told({ active: true, aud: 'api2' })).toBe('audience_mismatch')
    expect(await told({ active: true, iss: 'https://x.test' })).toBe('issuer_not_trusted')
    expect(await told({ active: true, exp: 5 })).toBe('token_expired')
    expect(await told({ active: true, token_type: 'refresh_token' })).toBe(
      'token_type_not_access_token',
    )
  })

  test('[A19] [R81] a binding that only the issuer knows of does not get lost', async () => {
    const [jkt, other] = ['A'.repeat(43), 'B'.repeat(43)]
    const bound = 'binding_required'
    expect(await told({ active: true, cnf: { jkt } })).toBe('claim_malformed')
    expect(await told({ active: true, cnf: { jkt } }, { cnf: { jkt: other } })).toBe(
      'claim_malformed',
    )
    expect(await told({ active: true, cnf: null })).toBe('claim_malformed')
    expect(await told({ active: true, cnf: { jkt } }, { cnf: { jkt } })).toBe(bound)
    expect(await told({ active: true }, { cnf: { jkt } })).toBe(bound)
  })

  test('may name the members of cnf in another order', async () => {
    const [jkt, x5t] = ['A'.repeat(43), 'B'.repeat(43)]
    const theirs = { 'x5t#S256': x5t, jkt }
    expect(await told({ active: true, cnf: theirs }, { cnf: { jkt, 'x5t#S256': x5t } })).toBe(
      'binding_required',
    )
  })
})

describe('several issuers', () => {
  test('only the one that issued the JWT is asked, where it is to be asked', async () => {
    const one = await createTestIssuer({ issuer: 'https://one.test' })
    const two = await createTestIssuer({ issuer: 'https://two.test', clock: one.clock })
    const guard = createResourceServer({
      issuers: [{ issuer: one.issuer, jwtValidation: 'local' }, two.issuer],
      audience: 'api1',
      introspection: credentials,
      jwtValidation: 'introspect',
      clock: one.clock,
      fetch: (url, init) => (url.startsWith(one.issuer) ? one : two).fetch(url, init),
    })
    expect(await present(guard, await one.token())).toBe('granted')
    expect(await present(guard, await two.token())).toBe('granted')
    expect([one.requests.introspection, two.requests.introspection]).toEqual([0, 1])
  })

  test('[A26] an answer about a JWT is not one about a reference token of another issuer', async () => {
    const issuer = await createTestIssuer()
    const token = await issuer.token()
    const guard = asking(issuer, {}, checking)
    expect(await present(guard, token)).toBe('granted')
    expect(await present(guard, `${token}x`)).not.toBe('granted')
    expect(issuer.requests.introspection).toBe(1)
  })
})
