import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { deny } from '../src/errors/index.js'
import {
  type Access,
  createResourceServer,
  type Outcome,
  type Policy,
  scopes,
} from '../src/index.js'
import { parseStrictly } from './support/challenge-parsers.js'
import { codeOf, granted, guardFor, refused, valuesOf } from './support/guard.js'
import { requestOf, withAuthorization, withBearer } from './support/request.js'

const issuer = await createTestIssuer()
const guard = guardFor(issuer, { dpop: 'off' })
const good = await issuer.token({ claims: { scope: 'api1.read' } })
const stale = await issuer.token({ defect: 'expired' })

function accessOf(outcome: Outcome): Access {
  if (!outcome.ok || outcome.access === undefined) throw new Error('No access was granted')
  return outcome.access
}

describe('a good token', () => {
  test('[R12, R54, R71] is taken from the header, and handed out as what it says', async () => {
    const token = granted(await guard.protect(withBearer(good)))
    expect(token).toMatchObject({
      subject: 'user-1',
      clientId: 'client-1',
      issuer: issuer.issuer,
      audience: ['api1'],
      format: 'jwt',
      binding: 'none',
    })
    expect([...token.scopes]).toEqual(['api1.read'])
    expect(token.expiresAt).toBe(token.claims.exp)
  })

  test.each(['bearer', 'BEARER', 'bEaReR'])('[R1] under the scheme %s too', async (scheme) => {
    expect(codeOf(await guard.protect(withAuthorization(`${scheme} ${good}`)))).toBe('granted')
  })

  test('[R41] may say what nobody knows', async () => {
    const token = await issuer.token({
      claims: { 'urn:example:x': { y: [1] }, nonce: 'n', at_hash: 'h' },
      header: { 'urn:example:z': 1, cty: 'at+jwt' },
    })
    expect(codeOf(await guard.protect(withBearer(token)))).toBe('granted')
  })

  test('needs no subject, client, scope, jti or iat', async () => {
    const token = await issuer.token({ remove: ['sub', 'client_id', 'scope', 'jti', 'iat'] })
    expect(granted(await guard.protect(withBearer(token)))).toMatchObject({
      subject: undefined,
      clientId: undefined,
    })
  })

  test.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+jwt'])(
    '[R32, R62] has the type %s',
    async (typ) => {
      const token = await issuer.token({ header: { typ } })
      expect(codeOf(await guard.protect(withBearer(token)))).toBe('granted')
    },
  )

  test('[R11] gets no header that would let the answer be stored', async () => {
    const outcome = await guard.protect(withBearer(good))
    expect(outcome.headers).toEqual([])
  })
})

describe('a request without a token', () => {
  test('[R5, R9, R16, R23] is 401 with a challenge that finds fault with nothing', async () => {
    const answer = refused(await guard.protect(requestOf()))
    expect(answer).toMatchObject({ status: 401, body: '{}' })
    expect(valuesOf(answer, 'www-authenticate')).toEqual(['Bearer realm="api1"'])
    expect(valuesOf(answer, 'cache-control')).toEqual(['no-store'])
  })

  test.each(['Basic dXNlcjpwYXNz', 'Basic', 'Negotiate', 'Digest a="b"'])(
    '[R23, C11] with %j is told the same: that is another scheme',
    async (value) => {
      const answer = refused(await guard.protect(withAuthorization(value)))
      expect(answer).toMatchObject({ status: 401, body: '{}' })
      expect(valuesOf(answer, 'www-authenticate')).toEqual(['Bearer realm="api1"'])
    },
  )

  test.each<[where: string, request: ReturnType<typeof requestOf>]>([
    ['the query', requestOf({ target: `/items?access_token=${good}` })],
    ['a cookie', requestOf({ headers: { cookie: `access_token=${good}; token=${good}` } })],
    [
      'a form body, which is not read',
      requestOf({
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ],
    ['a header of its own', requestOf({ headers: { 'x-access-token': good } })],
  ])('[R12, R14, R15, R25, C2] but one in %s is 401 as well', async (_where, request) => {
    expect(codeOf(await guard.protect(request))).toBe('credentials_missing')
  })
})

describe('a request with two tokens, or with none that can be read', () => {
  test.each<[what: string, request: ReturnType<typeof requestOf>]>([
    ['two headers', withAuthorization(`Bearer ${good}`, `Bearer ${good}`)],
    ['two in one header', withAuthorization(`Bearer ${good}, Bearer ${good}`)],
    ['a good one and another scheme', withAuthorization(`Bearer ${good}`, 'Basic abc')],
    [
      'header and query',
      requestOf({ target: '/?access_token=x', headers: { authorization: `Bearer ${good}` } }),
    ],
    ['two words', withAuthorization(`Bearer ${good} ${good}`)],
    ['a comma', withAuthorization(`Bearer ${good},`)],
    ['quotes', withAuthorization(`Bearer "${good}"`)],
    ['nothing', withAuthorization('Bearer')],
  ])('[R2, R4, R13, R22, C3, C12, A9] %s: 400 invalid_request', async (_what, request) => {
    const answer = refused(await guard.protect(request))
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_request' })
    expect(valuesOf(answer, 'www-authenticate')[0]).toMatch(/^Bearer error="invalid_request"/)
  })

  test('[A9] nothing is fetched for it', async () => {
    const fresh = await createTestIssuer()
    const lines = [`Bearer ${await fresh.token()}`, `Bearer ${await fresh.token()}`]
    await guardFor(fresh).protect(withAuthorization(...lines))
    expect(fresh.requests.total).toBe(0)
  })
})

describe('optional authentication', () => {
  const optional = { optional: true }

  test.each<[what: string, request: ReturnType<typeof requestOf>]>([
    ['nothing', requestOf()],
    ['another scheme', withAuthorization('Basic dXNlcjpwYXNz')],
    ['another scheme alone', withAuthorization('Basic')],
    ['a token in the query', requestOf({ target: '/?access_token=x' })],
  ])('lets a request with %s pass, as nobody', async (_what, request) => {
    expect(await guard.protect(request, optional)).toEqual({
      ok: true,
      access: undefined,
      headers: [],
    })
  })

  test('lets a good token pass as itself', async () => {
    expect(granted(await guard.protect(withBearer(good), optional)).subject).toBe('user-1')
  })

  test.each<[what: string, request: ReturnType<typeof requestOf>, status: number]>([
    ['an expired token', withBearer(stale), 401],
    ['a reference token', withBearer('opaque'), 401],
    ['a DPoP token where DPoP is off', withAuthorization('DPoP abc'), 401],
    ['two tokens', withAuthorization('Bearer a', 'Bearer b'), 400],
    ['a malformed header', withAuthorization('Bearer'), 400],
    ['another scheme with a token behind it', withAuthorization('Basic abc, Bearer x'), 400],
  ])('[R21, C11] refuses %s all the same', async (_what, request, status) => {
    expect(refused(await guard.protect(request, optional)).status).toBe(status)
  })

  test('asks no policy when there is no token', async () => {
    const never = () => {
      throw new Error('asked')
    }
    const requirement = { optional: true, policy: never }
    expect((await guard.protect(requestOf(), requirement)).ok).toBe(true)
  })

  test('asks the policy when there is one', async () => {
    const requirement = { optional: true, policy: scopes('api1.write') }
    expect(codeOf(await guard.protect(withBearer(good), requirement))).toBe('scope_insufficient')
  })
})

describe('a CORS preflight', () => {
  const preflight = {
    origin: 'https://app.example.com',
    'access-control-request-method': 'DELETE',
    'access-control-request-headers': 'authorization',
  }

  test('[R10, A42] passes, as nobody, and the answer is left to whoever handles CORS', async () => {
    const request = requestOf({ method: 'OPTIONS', headers: preflight })
    expect(await guard.protect(request, { policy: scopes('a') })).toEqual({
      ok: true,
      access: undefined,
      headers: [],
    })
  })

  test.each<[what: string, method: string, left: Readonly<Record<string, string>>]>([
    ['OPTIONS without an origin', 'OPTIONS', { 'access-control-request-method': 'PUT' }],
    ['OPTIONS without the method to come', 'OPTIONS', { origin: 'https://app.example.com' }],
    ['OPTIONS alone', 'OPTIONS', {}],
    ['another method with the headers of one', 'DELETE', preflight],
    ['options in lower case', 'options', preflight],
  ])('[R10, A42] %s is none, and needs a token', async (_what, method, headers) => {
    expect(refused(await guard.protect(requestOf({ method, headers }))).status).toBe(401)
  })

  test('[A42] no answer of the guard allows an origin anything', async () => {
    for (const headers of [preflight, { origin: 'https://evil.test' }]) {
      const outcome = await guard.protect(requestOf({ headers }))
      expect(outcome.headers.filter(([name]) => /^access-control/i.test(name))).toEqual([])
    }
  })
})

describe('a policy', () => {
  test('[R9, R22, A41] that a good token does not satisfy is 403 with what is needed', async () => {
    const outcome = await guard.protect(withBearer(good), {
      policy: scopes('api1.read', 'api1.write'),
    })
    const answer = refused(outcome)
    expect(answer.status).toBe(403)
    const [challenge] = await parseStrictly(answer.status, answer.headers)
    expect(challenge).toMatchObject({
      scheme: 'bearer',
      parameters: { error: 'insufficient_scope', scope: 'api1.read api1.write' },
    })
  })

  test('[R9, A41] is not asked about a token that is no good: that is 401', async () => {
    const asked: unknown[] = []
    const policy = (token: unknown) => asked.push(token) > 0
    expect(refused(await guard.protect(withBearer(stale), { policy })).status).toBe(401)
    expect(asked).toEqual([])
  })

  test('may wait', async () => {
    const policy = async () => {
      await new Promise((done) => setTimeout(done, 1))
      return true
    }
    expect(codeOf(await guard.protect(withBearer(good), { policy }))).toBe('granted')
  })

  test('that throws is a fault of the program: protect rejects, and nobody is let in', async () => {
    const broken = () => {
      throw new Error('a bug')
    }
    const brokenLater = () => Promise.reject(new Error('a bug, later'))
    await expect(guard.protect(withBearer(good), { policy: broken })).rejects.toThrow('a bug')
    await expect(guard.protect(withBearer(good), { policy: brokenLater })).rejects.toThrow('later')
  })

  test('is judged anew for every request with the same token', async () => {
    let answer = true
    const policy = () => answer
    expect(codeOf(await guard.protect(withBearer(good), { policy }))).toBe('granted')
    answer = false
    expect(codeOf(await guard.protect(withBearer(good), { policy }))).toBe('policy_refused')
  })

  test('[R18, A36] of somebody else cannot split the challenge with its scopes', async () => {
    const nasty = 'a", error="none\r\nSet-Cookie: x=1'
    const policy: Policy = {
      scopes: [nasty],
      check: () => deny('scope_insufficient', 'x', { scope: [nasty] }),
    }
    const answer = refused(await guard.protect(withBearer(good), { policy }))
    const [challenge] = valuesOf(answer, 'www-authenticate')
    expect(challenge).toMatch(/^[\x20-\x7e]*$/)
    const [parsed] = await parseStrictly(403, answer.headers)
    expect(parsed?.parameters.error).toBe('insufficient_scope')
  })
})

describe('authorize, after protect', () => {
  test('judges one more policy for the same access', async () => {
    const access = accessOf(await guard.protect(withBearer(good)))
    const enough = await guard.authorize(withBearer(good), access, { policy: scopes('api1.read') })
    expect(accessOf(enough)).toBe(access)
    const request = withBearer(good)
    const answer = refused(await guard.authorize(request, access, { policy: scopes('api1.write') }))
    expect(answer.status).toBe(403)
    expect(valuesOf(answer, 'www-authenticate')).toEqual([
      expect.stringMatching(/^Bearer error="insufficient_scope".* scope="api1.write"/),
    ])
  })

  test('without a policy lets the access pass', async () => {
    const access = accessOf(await guard.protect(withBearer(good)))
    expect((await guard.authorize(withBearer(good), access)).ok).toBe(true)
  })

  test('without access does what protect does', async () => {
    expect(codeOf(await guard.authorize(requestOf(), undefined))).toBe('credentials_missing')
    expect(codeOf(await guard.authorize(withBearer(stale), undefined))).toBe('token_expired')
    const enough = await guard.authorize(withBearer(good), undefined, {
      policy: scopes('api1.read'),
    })
    expect(granted(enough).subject).toBe('user-1')
    expect((await guard.authorize(requestOf(), undefined, { optional: true })).ok).toBe(true)
  })

  test('hands on what a policy throws', async () => {
    const access = accessOf(await guard.protect(withBearer(good)))
    const broken = () => Promise.reject(new Error('a bug'))
    await expect(guard.authorize(withBearer(good), access, { policy: broken })).rejects.toThrow(
      'a bug',
    )
  })
})

describe('trouble of our own', () => {
  test('[C8, A41] is 503 with Retry-After and no challenge', async () => {
    const down = await createTestIssuer()
    down.fault('discovery', { kind: 'network' })
    const outcome = await guardFor(down).protect(withBearer(await down.token()))
    const answer = refused(outcome)
    expect(answer.status).toBe(503)
    expect(valuesOf(answer, 'www-authenticate')).toEqual([])
    expect(valuesOf(answer, 'cache-control')).toEqual(['no-store'])
    expect(Number(valuesOf(answer, 'retry-after')[0])).toBeGreaterThanOrEqual(1)
    expect(answer.body).not.toMatch(/issuer|fetch|network/)
  })

  test('is told to its own hook, cause and all', async () => {
    const down = await createTestIssuer()
    down.fault('discovery', { kind: 'network' })
    const told: unknown[] = []
    const tell = {
      onBreakdown: (event: unknown) => told.push(event),
      onDenial: () => told.push('denial'),
    }
    await guardFor(down, tell).protect(withBearer(await down.token()))
    expect(told).toMatchObject([{ reason: { code: 'issuer_unreachable' }, path: '/items' }])
    expect((told[0] as { reason: { cause: unknown } }).reason.cause).toBeInstanceOf(Error)
  })
})

describe('hooks', () => {
  test('are told of every refusal: the reason, the method and the path, without the query', async () => {
    const told: unknown[] = []
    const telling = guardFor(issuer, { onDenial: (event) => told.push(event) })
    await telling.protect(requestOf({ method: 'POST', target: '/a/b?secret=1&access_token=x' }))
    const access = accessOf(await telling.protect(withBearer(good)))
    await telling.authorize(withBearer(good), access, { policy: scopes('api1.write') })
    expect(told).toMatchObject([
      { reason: { code: 'credentials_missing' }, method: 'POST', path: '/a/b' },
      { reason: { code: 'scope_insufficient' }, method: 'GET', path: '/items' },
    ])
    expect(JSON.stringify(told)).not.toContain('secret')
  })

  test('that throw change nothing', async () => {
    const broken = () => {
      throw new Error('a bug in a hook')
    }
    const telling = guardFor(issuer, { onDenial: broken, onBreakdown: broken, dpop: 'off' })
    const quiet = await guard.protect(withBearer(stale))
    expect(await telling.protect(withBearer(stale))).toEqual(quiet)
  })

  test('are not told of what was let through', async () => {
    const told: unknown[] = []
    const telling = guardFor(issuer, { onDenial: (event) => told.push(event) })
    await telling.protect(withBearer(good))
    await telling.protect(requestOf(), { optional: true })
    expect(told).toEqual([])
  })
})

describe('two guards', () => {
  test('do not share options, hooks or metadata', async () => {
    const told: string[] = []
    const one = guardFor(issuer, {
      audience: 'api1',
      realm: 'one',
      dpop: 'off',
      onDenial: () => told.push('one'),
    })
    const other = guardFor(issuer, {
      audience: 'api2',
      publicUrl: 'https://api.example.com/two',
      dpop: 'off',
      onDenial: () => told.push('other'),
    })
    expect(codeOf(await one.protect(withBearer(good)))).toBe('granted')
    expect(codeOf(await other.protect(withBearer(good)))).toBe('audience_mismatch')
    expect(told).toEqual(['other'])
    const challengeOf = async (of: typeof one) =>
      valuesOf(await of.protect(requestOf()), 'www-authenticate')
    expect(await challengeOf(one)).toEqual(['Bearer realm="one"'])
    expect(await challengeOf(other)).toEqual([
      'Bearer resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/two"',
    ])
    expect([one.metadata, other.metadata?.document.resource]).toEqual([
      undefined,
      'https://api.example.com/two',
    ])
  })
})

describe('junk', () => {
  const bytes = (length: number) => 'a'.repeat(length)
  const encode = (text: string) => Buffer.from(text).toString('base64url')

  test.each<[what: string, token: string, code: string]>([
    ['16384 characters', bytes(16_384), 'token_format_not_accepted'],
    ['16385 characters', bytes(16_385), 'token_too_long'],
    ['100 kB', bytes(100_000), 'token_too_long'],
    ['10 MB', bytes(10_000_000), 'token_too_long'],
    ['ten thousand dots', '.'.repeat(10_000), 'token_format_not_accepted'],
    [
      'ten thousand dots after a header',
      `${encode('{"alg":"ES256"}')}${'.'.repeat(10_000)}`,
      'token_malformed',
    ],
    ['five parts', `${encode('{"alg":"ES256"}')}.a.b.c.d`, 'token_encrypted'],
    [
      'a header as deep as it fits',
      `${encode(`{"alg":"ES256","x":${'['.repeat(6000)}${']'.repeat(6000)}}`)}.e30.x`,
      'token_malformed',
    ],
    ['an array for a header', `${encode('["alg"]')}.e30.x`, 'token_format_not_accepted'],
    [
      'an array for a payload',
      `${encode('{"alg":"ES256"}')}.${encode('[]')}.AAAA`,
      'token_malformed',
    ],
    [
      'a prototype for a header',
      `${encode('{"__proto__":{"alg":"none"}}')}.e30.AAAA`,
      'token_format_not_accepted',
    ],
    ['only padding', '===', 'credentials_malformed'],
    ['a single character', 'a', 'token_format_not_accepted'],
  ])('[R59, R61, A10] %s: refused, and nothing is fetched', async (_what, token, code) => {
    const fresh = await createTestIssuer()
    expect(codeOf(await guardFor(fresh).protect(withBearer(token)))).toBe(code)
    expect(fresh.requests.total).toBe(0)
  })

  test.each([1e300, -1, 1e12, '1', null, true, [1], {}])(
    '[R38, R39, R40, A10, A40] times that are %j are refused, never a fault of ours',
    async (value) => {
      for (const name of ['exp', 'nbf', 'iat']) {
        const token = await issuer.token({ claims: { [name]: value } })
        const answer = refused(await guard.protect(withBearer(token)))
        expect([answer.status, answer.reason.code]).toEqual([401, 'claim_malformed'])
      }
    },
  )

  test('[R38, A40] a token that ends now is over, with a tolerance of 0', async () => {
    const exact = guardFor(issuer, { clockToleranceSeconds: 0 })
    const now = issuer.clock.seconds()
    const at = async (exp: number) =>
      codeOf(await exact.protect(withBearer(await issuer.token({ claims: { exp } }))))
    expect([await at(now - 1), await at(now), await at(now + 1)]).toEqual([
      'token_expired',
      'token_expired',
      'granted',
    ])
  })
})

test('warming up fetches ahead, and an issuer out of reach stops nothing', async () => {
  const fresh = await createTestIssuer()
  const warm = guardFor(fresh)
  await warm.warmUp()
  const fetched = fresh.requests.total
  expect(fetched).toBeGreaterThan(0)
  expect(codeOf(await warm.protect(withBearer(await fresh.token())))).toBe('granted')
  expect(fresh.requests.total).toBe(fetched)
  fresh.fault('discovery', { kind: 'network' })
  await expect(guardFor(fresh).warmUp()).resolves.toBeUndefined()
})

test('nothing is fetched when a guard is made', async () => {
  const fresh = await createTestIssuer()
  createResourceServer({
    issuer: fresh.issuer,
    audience: 'api1',
    fetch: fresh.fetch,
    clock: fresh.clock,
  })
  await new Promise((done) => setTimeout(done, 5))
  expect(fresh.requests.total).toBe(0)
})
