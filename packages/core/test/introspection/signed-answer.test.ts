import { createTestIssuer, type Fault, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { memoryIntrospectionCache } from '../../src/index.js'
import { codeOf, granted, present, refused } from '../support/guard.js'
import { withBearer } from '../support/request.js'
import { asking, setting } from './setting.js'

const signed = { response: 'jwt' } as const

/** What comes of a good token when the signed answer about it is wrong in one way. */
async function answered(overrides: Extract<Fault, { kind: 'signed' }>['overrides']) {
  const { issuer, guard } = await setting(signed)
  issuer.fault('introspection', { kind: 'signed', overrides: overrides ?? {} })
  return present(guard, issuer.issueReferenceToken())
}

describe('a signed answer', () => {
  test('[R88] is asked for in exactly these words', async () => {
    const { issuer, guard } = await setting(signed)
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    expect(issuer.requests.introspections).toMatchObject([
      { accept: 'application/token-introspection+jwt', method: 'client_secret_basic' },
    ])
  })

  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)(
    '[R90] is verified with the keys of the issuer (%s)',
    async (algorithm) => {
      const { issuer, guard } = await setting(signed, {}, { algorithms: [algorithm] })
      const outcome = await guard.protect(withBearer(issuer.issueReferenceToken({ sub: 'zoë' })))
      expect(granted(outcome)).toMatchObject({ format: 'reference', subject: 'zoë' })
    },
  )

  test('says also that a token is not active, and that it is for somebody else', async () => {
    const { issuer, guard } = await setting(signed)
    expect(await present(guard, issuer.opaqueToken())).toBe('token_inactive')
    expect(await present(guard, issuer.issueReferenceToken({ aud: 'api2' }))).toBe(
      'audience_mismatch',
    )
  })

  test('is cached like a plain one', async () => {
    const { issuer, guard } = await setting(signed)
    const token = issuer.issueReferenceToken()
    expect([await present(guard, token), await present(guard, token)]).toEqual([
      'granted',
      'granted',
    ])
    expect(issuer.requests.introspection).toBe(1)
  })

  test('may write its type and its list of audiences as the RFCs allow', async () => {
    const typ = 'application/Token-Introspection+JWT'
    expect(await answered({ header: { typ } })).toBe('granted')
    expect(await answered({ claims: { aud: ['other', 'api1'] } })).toBe('granted')
  })
})

describe('[A30] a forged signed answer is no answer', () => {
  const refusedAnswers: [string, Parameters<typeof answered>[0], string][] = [
    ['[R90] signed by somebody else', { defect: 'other-key' }, 'No key of the issuer made'],
    ['[R90] by an unknown key', { key: generateSigningKey('ES256') }, 'publishes no ES256 key'],
    ['[R90] with a tampered payload', { defect: 'tampered-payload' }, 'No key of the issuer made'],
    ['[R90] [A1] with alg none', { defect: 'alg-none' }, 'alg is "none"'],
    ['[R90] [A1] with no signature', { defect: 'empty-signature' }, 'No key of the issuer made'],
    ['[R90] [A2] with a public secret', { defect: 'hs256-with-public-key' }, 'alg is "HS256"'],
    ['[R89] of type JWT', { header: { typ: 'JWT' } }, 'typ is "JWT"'],
    ['[R89] of type at+jwt', { header: { typ: 'at+jwt' } }, 'typ is "at+jwt"'],
    ['[R89] without a type', { removeHeader: ['typ'] }, 'typ is nothing'],
    ['[R89] from another issuer', { claims: { iss: 'https://x.test' } }, 'iss is "https://x.test"'],
    ['[R89] from nobody', { remove: ['iss'] }, 'iss is nothing'],
    ['[R87] [R89] for another client', { claims: { aud: 'api2' } }, 'aud is "api2", not "api1"'],
    ['[R89] for a list without us', { claims: { aud: ['api2', 'api'] } }, 'aud is ["api2", "api"]'],
    ['[R89] for nobody', { remove: ['aud'] }, 'aud is nothing, not "api1"'],
    ['[R89] without iat', { remove: ['iat'] }, 'it has no iat'],
    ['[R89] with a text for iat', { claims: { iat: 'now' } }, 'iat is "now", not a NumericDate'],
    ['[R89] without its object', { remove: ['token_introspection'] }, 'is not an object'],
    ['[R89] with a text for it', { claims: { token_introspection: 'true' } }, 'is not an object'],
    ['[R89] with a list for it', { claims: { token_introspection: [{}] } }, 'is not an object'],
    [
      '[R89] with active outside of it',
      { claims: { active: true, token_introspection: {} } },
      'it has no active',
    ],
    ['[R90] with a critical header', { header: { crit: ['exp'] } }, 'has crit, b64 or zip'],
    ['[R90] that is not JSON', { payloadText: 'active' }, 'payload is refused: syntax'],
  ]

  test.each(refusedAnswers)('%s', async (_how, overrides, why) => {
    const { issuer, guard } = await setting(signed)
    issuer.fault('introspection', { kind: 'signed', overrides: overrides ?? {} })
    const { reason, status } = refused(
      await guard.protect(withBearer(issuer.issueReferenceToken())),
    )
    expect([status, reason.code]).toEqual([503, 'introspection_answer_invalid'])
    expect(reason.message).toContain(why)
  })

  test.each([
    [-66, 'introspection_answer_invalid'],
    [-65, 'granted'],
    [10, 'granted'],
    [11, 'introspection_answer_invalid'],
  ])('[R93] made %i s from now: %s', async (offset, expected) => {
    const { issuer, guard } = await setting(signed)
    const now = Math.floor(issuer.clock.seconds())
    issuer.clock.set(now * 1000)
    const iat = now + offset
    issuer.fault('introspection', { kind: 'signed', overrides: { claims: { iat } } })
    expect(await present(guard, issuer.issueReferenceToken())).toBe(expected)
  })

  test('[R93] an answer that says that it is over is', async () => {
    const { issuer, guard } = await setting(signed)
    const exp = issuer.clock.seconds() - 10
    issuer.fault('introspection', { kind: 'signed', overrides: { claims: { exp } } })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('introspection_answer_invalid')
  })

  test('[R90] with an algorithm that is not accepted here', async () => {
    const { issuer, guard } = await setting(signed, { algorithms: ['PS256'] })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('introspection_answer_invalid')
  })

  test('[R90] encrypted, as no key is configured', async () => {
    const { issuer, guard } = await setting(signed)
    const body = `${Buffer.from('{"alg":"RSA-OAEP","enc":"A128GCM"}').toString('base64url')}.a.b.c.d`
    const headers = { 'content-type': 'application/token-introspection+jwt' }
    issuer.fault('introspection', { kind: 'status', status: 200, body, headers })
    expect(await present(guard, issuer.opaqueToken())).toBe('introspection_answer_invalid')
  })

  test('[R91] [A6] never passes for an access token', async () => {
    const { issuer, guard } = await setting(signed)
    const claims = await issuer.claims()
    const jwt = await issuer.introspectionJwt('api1', { active: true, ...claims }, { claims })
    expect(await present(guard, jwt)).toBe('token_type_not_access_token')
    expect(issuer.requests.introspection).toBe(0)
  })
})

describe('[R92] [A30] no downgrade', () => {
  test('a plain answer is refused where signed ones are configured', async () => {
    const { issuer, guard } = await setting(signed)
    issuer.fault('introspection', { kind: 'plain' })
    const outcome = refused(await guard.protect(withBearer(issuer.issueReferenceToken())))
    expect([outcome.status, codeOf(outcome)]).toEqual([503, 'introspection_answer_invalid'])
    issuer.fault('introspection', undefined)
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })

  test('so is one that says that the token is not active', async () => {
    const { issuer, guard } = await setting(signed)
    issuer.fault('introspection', { kind: 'plain' })
    expect(await present(guard, issuer.opaqueToken())).toBe('introspection_answer_invalid')
  })

  test.each(['application/json', 'application/jwt', 'text/plain', ''])(
    '[R89] so is a signed one that is called %j',
    async (value) => {
      const { issuer, guard } = await setting(signed)
      issuer.fault('introspection', { kind: 'content-type', value })
      expect(await present(guard, issuer.issueReferenceToken())).toBe(
        'introspection_answer_invalid',
      )
    },
  )

  test('[R89] one whose media type has a parameter, or capitals, is good', async () => {
    const { issuer, guard } = await setting(signed)
    const value = 'Application/Token-Introspection+JWT; charset=utf-8'
    issuer.fault('introspection', { kind: 'content-type', value })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })

  test('a signed answer is refused where plain ones are configured', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'signed' })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('introspection_answer_invalid')
  })

  test('[A26] nor through a cache that is shared with a guard that takes plain answers', async () => {
    const issuer = await createTestIssuer()
    const introspectionCache = memoryIntrospectionCache()
    const token = issuer.issueReferenceToken()
    expect(await present(asking(issuer, {}, { introspectionCache }), token)).toBe('granted')
    issuer.revoke(token)
    const strict = asking(issuer, signed, { introspectionCache })
    expect(await present(strict, token)).toBe('token_inactive')
  })

  test('keys out of reach are a breakdown, not a refusal', async () => {
    const { issuer, guard } = await setting(signed)
    issuer.fault('jwks', { kind: 'status', status: 500 })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('issuer_keys_unreachable')
    issuer.fault('jwks', undefined)
    issuer.clock.advance(1)
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })
})
