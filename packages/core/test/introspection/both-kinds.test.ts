import { createTestIssuer, generateSigningKey, tokenDefects } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { createResourceServer } from '../../src/index.js'
import { granted, guardFor, present } from '../support/guard.js'
import { withBearer } from '../support/request.js'
import { encode } from '../support/tokens.js'
import { asking, credentials, setting } from './setting.js'

/** Opaque, whatever dots they have. */
const opaqueTokens = [
  // RFC 9449 figure 13.
  'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU',
  'ya29.a0AfH6SMBx-1_abc',
  'ya29.a0AfH6SMBx.1_abc',
  `${'A'.repeat(64)}-1`,
  'a.b.c',
  'a.b.c.d.e',
  '...',
  `${encode('{"typ":"JWT"}')}.${encode('{}')}.c2ln`,
  `${encode('{"kid":"1"}')}.x`,
  `${encode('not JSON')}.${encode('{}')}.c2ln`,
]

describe('[A6] a reference token is told by its structure', () => {
  test.each(opaqueTokens)('%s is asked about', async (token) => {
    const { issuer, guard } = await setting()
    expect(await present(guard, token)).toBe('token_inactive')
    expect(issuer.requests).toMatchObject({ introspection: 1, jwks: 0 })
    await guard.forget(token)
    issuer.issueReferenceToken({}, token)
    const { format } = granted(await guard.protect(withBearer(token)))
    expect(format).toBe('reference')
  })
})

describe('a JWT', () => {
  test('is validated here and never asked about when it is good', async () => {
    const { issuer, guard } = await setting()
    const { format } = granted(await guard.protect(withBearer(await issuer.token())))
    expect(format).toBe('jwt')
    expect(issuer.requests.introspection).toBe(0)
  })

  test.each(tokenDefects)('[A25] is never asked about when it is forged: %s', async (defect) => {
    const { issuer, guard } = await setting()
    expect(await present(guard, await issuer.token({ defect }))).not.toBe('granted')
    expect(issuer.requests.introspection).toBe(0)
  })

  test('is never asked about when it is of a stranger', async () => {
    const { issuer, guard } = await setting()
    const key = generateSigningKey('ES256')
    const claims = { iss: 'https://intruder.test' }
    expect(await present(guard, await issuer.token({ key, claims }))).toBe('issuer_not_trusted')
    expect(await present(guard, await issuer.idToken())).toBe('token_type_not_access_token')
    expect(issuer.requests.total).toBe(0)
  })

  const header = encode('{"alg":"ES256","typ":"at+jwt"}')
  test.each([
    ['with bytes after its header', `${encode('{"alg":"ES256"} x')}.e30.c2ln`],
    ['with a member twice', `${encode('{"alg":"none","alg":"ES256"}')}.e30.c2ln`],
    ['with padding', `${encode('{"alg":"ES256" }')}=.e30.c2ln`],
    [
      'in the other alphabet',
      `${encode('{"alg":"??>"}').replaceAll('_', '/').replaceAll('-', '+')}.e30.c2ln`,
    ],
    ['of two parts', `${header}.e30`],
    ['of four', `${header}.e30.c2ln.c2ln`],
    ['of very many', `${header}${'.a'.repeat(5000)}`],
    ['with an empty signature', `${header}.e30.`],
    ['with alg null', `${encode('{"alg":null}')}.e30.c2ln`],
  ])('[A10] [A25] that is broken is never asked about: %s', async (_how, token) => {
    const { issuer, guard } = await setting()
    expect(await present(guard, token)).not.toMatch(/granted|inactive/)
    expect(issuer.requests.total).toBe(0)
  })

  test('[A12] that is encrypted is refused without a call', async () => {
    const { issuer, guard } = await setting()
    const jwe = await issuer.token({ defect: 'five-parts-jwe' })
    expect(await present(guard, jwe)).toBe('token_encrypted')
    expect(issuer.requests.total).toBe(0)
  })

  test('and a reference token pass the same guard, under one policy', async () => {
    const { issuer, guard } = await setting()
    const tokens = [await issuer.token(), issuer.issueReferenceToken()]
    for (const token of [...tokens, ...tokens]) expect(await present(guard, token)).toBe('granted')
    expect(issuer.requests).toMatchObject({ introspection: 1, jwks: 1, discovery: 1 })
  })

  test('passes while introspection is down, and the other way round', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'network' })
    expect(await present(guard, await issuer.token())).toBe('granted')
    const other = asking(issuer)
    issuer.fault('introspection', undefined)
    issuer.fault('jwks', { kind: 'network' })
    expect(await present(other, issuer.issueReferenceToken())).toBe('granted')
    expect(await present(other, await issuer.token())).toBe('issuer_keys_unreachable')
  })
})

describe('formats', () => {
  test('without introspection a reference token is not accepted', async () => {
    const issuer = await createTestIssuer()
    expect(await present(guardFor(issuer), issuer.issueReferenceToken())).toBe(
      'token_format_not_accepted',
    )
    expect(issuer.requests.total).toBe(0)
  })

  test('JWTs may be left out: then none is looked at, good or bad', async () => {
    const { issuer, guard } = await setting({}, { tokenFormats: ['reference'] })
    expect(await present(guard, await issuer.token())).toBe('token_format_not_accepted')
    expect(await present(guard, await issuer.token({ defect: 'alg-none' }))).toBe(
      'token_format_not_accepted',
    )
    expect(issuer.requests.total).toBe(0)
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })

  test('so may reference tokens, where introspection is for JWTs only', async () => {
    const { issuer, guard } = await setting(
      {},
      { tokenFormats: ['jwt'], jwtValidation: 'introspect' },
    )
    expect(await present(guard, issuer.issueReferenceToken())).toBe('token_format_not_accepted')
    expect(issuer.requests.total).toBe(0)
    expect(await present(guard, await issuer.token())).toBe('granted')
    expect(issuer.requests.introspection).toBe(1)
  })

  test('are chosen for each issuer', async () => {
    const one = await createTestIssuer({ issuer: 'https://one.test' })
    const two = await createTestIssuer({ issuer: 'https://two.test', clock: one.clock })
    const guard = createResourceServer({
      issuers: [
        { issuer: one.issuer, tokenFormats: ['reference'], introspection: credentials },
        { issuer: two.issuer, tokenFormats: ['jwt'] },
      ],
      audience: 'api1',
      clock: one.clock,
      fetch: (url, init) => (url.startsWith(one.issuer) ? one : two).fetch(url, init),
    })
    expect(await present(guard, one.issueReferenceToken())).toBe('granted')
    expect(await present(guard, await two.token())).toBe('granted')
    expect(await present(guard, await one.token())).toBe('issuer_not_trusted')
    expect(await present(guard, two.issueReferenceToken())).toBe('token_inactive')
    expect(two.requests.introspection).toBe(0)
  })
})
