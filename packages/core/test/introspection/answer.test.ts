import { describe, expect, test } from 'vitest'
import { scopes } from '../../src/index.js'
import { codeOf, granted, present, refused, valuesOf } from '../support/guard.js'
import { withBearer } from '../support/request.js'
import { setting } from './setting.js'

type Members = Readonly<Record<string, unknown>>

/** What comes of a token about which the issuer says this, beside `active: true`. */
async function told(members: Members, allowMissingAudience = false): Promise<string> {
  const { issuer, guard } = await setting({ allowMissingAudience })
  return present(guard, issuer.issueReferenceToken(members))
}

describe('active', () => {
  test('[R77] true, the JSON boolean, makes a token active', async () => {
    expect(await told({ active: true })).toBe('granted')
  })

  test.each([false, 'true', 'True', 1, 0, null, {}, [], [true], ''])(
    '[R77] [R78] %j does not',
    async (active) => {
      const { issuer, guard } = await setting()
      const outcome = refused(
        await guard.protect(withBearer(issuer.issueReferenceToken({ active }))),
      )
      expect([outcome.status, codeOf(outcome)]).toEqual([401, 'token_inactive'])
      expect(valuesOf(outcome, 'www-authenticate')[0]).toMatch(/^Bearer error="invalid_token", /)
      expect(JSON.parse(outcome.body).error).toBe('invalid_token')
    },
  )

  test('[R77] [R85] no active at all is no answer', async () => {
    expect(await told({ active: undefined })).toBe('introspection_answer_invalid')
  })

  test('[R78] of a token that is not active nothing else is read', async () => {
    for (const members of [{ exp: 'soon' }, { iss: 5 }, { aud: {} }, { scope: 7 }]) {
      expect(await told({ active: false, ...members })).toBe('token_inactive')
    }
  })

  test('a token of nobody is not active', async () => {
    const { issuer, guard } = await setting()
    expect(await present(guard, issuer.opaqueToken())).toBe('token_inactive')
  })
})

describe('what an active token is checked for', () => {
  const now = Math.floor(Date.now() / 1000)

  test.each<[Members, string]>([
    [{ exp: now - 6 }, 'token_expired'],
    [{ exp: 0 }, 'token_expired'],
    [{ exp: String(now + 300) }, 'claim_malformed'],
    [{ exp: 1e300 }, 'claim_malformed'],
    [{ exp: -1 }, 'claim_malformed'],
    [{ exp: null }, 'claim_malformed'],
    [{ nbf: now + 60 }, 'token_not_yet_valid'],
    [{ nbf: 'now' }, 'claim_malformed'],
    [{ iat: now + 3600 }, 'token_issued_in_future'],
    [{ iat: [] }, 'claim_malformed'],
    [{ iss: 'https://intruder.test' }, 'issuer_not_trusted'],
    [{ iss: 'https://issuer.test/' }, 'issuer_not_trusted'],
    [{ iss: 'HTTPS://ISSUER.TEST' }, 'issuer_not_trusted'],
    [{ iss: 5 }, 'issuer_not_trusted'],
    [{ iss: null }, 'issuer_not_trusted'],
    [{ aud: 'api2' }, 'audience_mismatch'],
    [{ aud: 'api1x' }, 'audience_mismatch'],
    [{ aud: 'API1' }, 'audience_mismatch'],
    [{ aud: ['api2', 'api3'] }, 'audience_mismatch'],
    [{ aud: [] }, 'audience_mismatch'],
    [{ aud: {} }, 'claim_malformed'],
    [{ aud: ['api1', 5] }, 'claim_malformed'],
    [{ aud: undefined }, 'claim_missing'],
    [{ scope: 5 }, 'claim_malformed'],
    [{ scope: ['api1.read', 5] }, 'claim_malformed'],
    [{ scope: { a: true } }, 'claim_malformed'],
    [{ sub: 5 }, 'claim_malformed'],
    [{ client_id: ['a'] }, 'claim_malformed'],
  ])('[R81] [A27] %j is %s', async (members, code) => {
    const active = { iat: undefined, exp: undefined, ...members }
    const { issuer, guard } = await setting()
    // The endpoint says so itself: it would not call an expired token active.
    const body = { active: true, iss: issuer.issuer, aud: 'api1', sub: 'user-1', ...active }
    issuer.fault('introspection', { kind: 'json', body })
    issuer.clock.set(now * 1000)
    const outcome = refused(await guard.protect(withBearer(issuer.opaqueToken())))
    expect([outcome.status, codeOf(outcome)]).toEqual([401, code])
  })

  test.each<Members>([
    { exp: now - 4 },
    { exp: now + 0.5 },
    { exp: undefined },
    { nbf: now + 4 },
    { iat: now + 9 },
    { iss: undefined },
    { sub: undefined },
    { aud: ['api1'] },
    { aud: ['strangers', 'api1'] },
    { scope: undefined },
    { scope: '' },
    { scope: [] },
    { unknown: { of: ['any', 'kind'] } },
  ])('[R81] %j is fine', async (members) => {
    const { issuer, guard } = await setting()
    const body = { active: true, iss: issuer.issuer, aud: 'api1', exp: now + 60, ...members }
    issuer.fault('introspection', { kind: 'json', body })
    issuer.clock.set(now * 1000)
    expect(await present(guard, issuer.opaqueToken())).toBe('granted')
  })

  test('[R81] a missing aud is accepted by an explicit option, a wrong one never', async () => {
    expect(await told({ aud: undefined }, false)).toBe('claim_missing')
    expect(await told({ aud: undefined }, true)).toBe('granted')
    expect(await told({ aud: 'api2' }, true)).toBe('audience_mismatch')
    expect(await told({ aud: [] }, true)).toBe('audience_mismatch')
    expect(await told({ aud: null }, true)).toBe('claim_malformed')
  })

  test('[R81] where no audience is configured any is accepted, and none', async () => {
    const { issuer, guard } = await setting({}, { audience: null })
    expect(await present(guard, issuer.issueReferenceToken({ aud: 'api2' }))).toBe('granted')
    expect(await present(guard, issuer.issueReferenceToken({ aud: undefined }))).toBe('granted')
  })

  test('[R81] an answer that names a member twice is no answer', async () => {
    const { issuer, guard } = await setting()
    const body = '{"active":false,"active":true,"aud":"api1"}'
    const headers = { 'content-type': 'application/json' }
    issuer.fault('introspection', { kind: 'status', status: 200, body, headers })
    expect(await present(guard, issuer.opaqueToken())).toBe('introspection_answer_invalid')
  })
})

test.each([
  'application/json; charset=UTF-8',
  'Application/JSON;charset=utf-8',
  'application/json ;x',
])('[R85] a media type with parameters is the same one: %s', async (value) => {
  const { issuer, guard } = await setting()
  issuer.fault('introspection', { kind: 'content-type', value })
  expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
})

describe('the kind of token', () => {
  test.each([
    undefined,
    'access_token',
    'Bearer',
    'bearer',
    'DPoP',
    'N_A',
    'urn:ietf:params:oauth:token-type:access_token',
  ])('[R81] token_type %j is fine', async (token_type) => {
    expect(await told({ token_type })).toBe('granted')
  })

  test.each([
    'refresh_token',
    'Refresh_Token',
    'REFRESH_TOKEN',
    'urn:ietf:params:oauth:token-type:refresh_token',
    'id_token',
    'urn:ietf:params:oauth:token-type:id_token',
  ])('[R81] token_type %j is refused, active or not', async (token_type) => {
    expect(await told({ token_type })).toBe('token_type_not_access_token')
  })

  test.each([5, ['refresh_token'], { refresh_token: true }, null])(
    '[R81] token_type %j hides nothing',
    async (token_type) => {
      expect(await told({ token_type })).toBe('claim_malformed')
    },
  )

  test('[R81] a refresh token that only token_use tells from an access token is refused', async () => {
    expect(await told({ token_type: 'Bearer', token_use: 'access_token' })).toBe('granted')
    for (const token_use of ['refresh_token', 'refresh', 'id']) {
      expect(await told({ token_type: 'Bearer', token_use })).toBe('token_type_not_access_token')
    }
  })
})

describe('the scope', () => {
  const shapes: [unknown, string[]][] = [
    ['api1.read', ['api1.read']],
    ['api1.read api1.write', ['api1.read', 'api1.write']],
    ['  api1.read   api1.write ', ['api1.read', 'api1.write']],
    [['api1.read'], ['api1.read']],
    [
      ['api1.read', 'api1.write'],
      ['api1.read', 'api1.write'],
    ],
    ['', []],
    [[], []],
    [undefined, []],
  ]

  test.each(shapes)('[R81] %j is read', async (scope, expected) => {
    const { issuer, guard } = await setting()
    const outcome = await guard.protect(withBearer(issuer.issueReferenceToken({ scope })))
    expect([...granted(outcome).scopes]).toEqual(expected)
  })

  test('[R81] policies do not care in which shape it came', async () => {
    const { issuer, guard } = await setting()
    for (const scope of ['a b', ['a', 'b']]) {
      const request = withBearer(issuer.issueReferenceToken({ scope }))
      expect(codeOf(await guard.protect(request, { policy: scopes('a', 'b') }))).toBe('granted')
      const more = await guard.protect(request, { policy: scopes('a', 'c') })
      expect([refused(more).status, codeOf(more)]).toEqual([403, 'scope_insufficient'])
    }
  })
})

describe('the access token', () => {
  test('says what the issuer said, in the form that every token has', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken({ role: ['admin'], aud: ['api1', 'api2'] })
    const found = granted(await guard.protect(withBearer(token)))
    expect(found).toMatchObject({
      format: 'reference',
      binding: 'none',
      issuer: issuer.issuer,
      subject: 'user-1',
      clientId: 'client-1',
      audience: ['api1', 'api2'],
      expiresAt: Math.floor(issuer.clock.seconds()) + 300,
      claims: { active: true, role: ['admin'] },
    })
  })

  test('is of the issuer that was asked, also when the answer names none', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken({ iss: undefined, exp: undefined, sub: undefined })
    const found = granted(await guard.protect(withBearer(token)))
    expect(found).toMatchObject({ issuer: issuer.issuer, expiresAt: undefined, subject: undefined })
  })

  test('[A26] cannot be changed, for it is shared by requests', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken({ role: ['user'] })
    const first = granted(await guard.protect(withBearer(token)))
    expect(() => (first.claims.role as string[]).push('admin')).toThrow(TypeError)
    expect(() => Object.assign(first.claims, { sub: 'admin' })).toThrow(TypeError)
    const second = granted(await guard.protect(withBearer(token)))
    expect(second.claims).toMatchObject({ role: ['user'], sub: 'user-1' })
  })
})

describe('a confirmation', () => {
  const bound: [string, unknown][] = [
    ['to a DPoP key', { jkt: 'A'.repeat(43) }],
    ['to a certificate', { 'x5t#S256': 'A'.repeat(43) }],
    ['to both', { jkt: 'A'.repeat(43), 'x5t#S256': 'A'.repeat(43) }],
    ['to something unknown', { kid: 'x' }],
    ['to nothing', {}],
    ['as a JSON text', '{"jkt":"AAAA"}'],
    ['by null', null],
    ['by a list', []],
    ['by a list of thumbprints', { 'x5t#S256': [] }],
    ['by a number', { jkt: 5 }],
  ]

  test.each(bound)(
    '[R81] [A19] a token that is bound %s is refused as a plain bearer token',
    async (_how, cnf) => {
      const { issuer, guard } = await setting()
      const outcome = refused(await guard.protect(withBearer(issuer.issueReferenceToken({ cnf }))))
      expect(outcome.status).toBe(401)
      expect(JSON.parse(outcome.body).error).toBe('invalid_token')
    },
  )

  test('[R81] [A19] from the cache as well', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken({ cnf: { jkt: 'A'.repeat(43) } })
    expect(await present(guard, token)).toBe('binding_required')
    expect(await present(guard, token)).toBe('binding_required')
    expect(issuer.requests.introspection).toBe(1)
  })
})
