import { createTestIssuer, tokenDefects } from '@portcullis/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  actor,
  allOf,
  authorizationDetails,
  notDelegated,
  type PolicyLike,
  principal,
  type ResourceServer,
  scopes,
  stepUp,
} from '../../src/index.js'
import { parseStrictly } from '../support/challenge-parsers.js'
import { codeOf, granted, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder } from '../support/holder.js'
import { withBearer } from '../support/request.js'

const issuer = await createTestIssuer()
const publicUrl = 'https://api.example.com'
const mfa = 'urn:example:mfa'
const login = stepUp({ acrValues: [mfa, 'urn:example:key'], maxAgeSeconds: 300 })
let guard: ResourceServer

beforeAll(() => {
  const introspection = { clientId: 'api1', clientSecret: 'api1_secret' }
  guard = guardFor(issuer, { publicUrl, introspection })
})

type Claims = Readonly<Record<string, unknown>>
const formats = {
  jwt: (claims: Claims) => issuer.token({ claims }),
  reference: async (claims: Claims) => issuer.issueReferenceToken(claims),
}

describe.each(Object.entries(formats))('with a token of format %s', (_format, issue) => {
  const judge = async (policy: PolicyLike, claims: Claims) =>
    guard.protect(withBearer(await issue(claims)), { policy })
  const now = () => issuer.clock.seconds()

  test('[R151, R153] a good login is let through, by the clock of the guard', async () => {
    const claims = { acr: mfa, auth_time: now(), exp: now() + 3600 }
    const request = withBearer(await issue(claims))
    const judgeLogin = () => guard.protect(request, { policy: login })
    expect(codeOf(await judgeLogin())).toBe('granted')
    issuer.clock.advance(305)
    const outcome = await judgeLogin()
    if (!outcome.ok) throw new Error('The request was refused')
    issuer.clock.advance(1)
    expect(codeOf(await judgeLogin())).toBe('authentication_too_old')
    const again = await guard.authorize(request, outcome.access, { policy: login })
    expect(codeOf(again)).toBe('authentication_too_old')
  })

  test('[R151, R152] one challenge asks for the login and the scopes', async () => {
    const policy = allOf(scopes('a', 'b'), login)
    const answer = refused(await judge(policy, { acr: mfa, auth_time: 5, scope: 'a' }))
    expect(answer.status).toBe(401)
    const [bearer, dpop] = await parseStrictly(answer.status, answer.headers)
    expect(bearer).toMatchObject({
      scheme: 'bearer',
      parameters: {
        error: 'insufficient_user_authentication',
        scope: 'a b',
        acr_values: 'urn:example:mfa urn:example:key',
        max_age: '300',
        resource_metadata: `${publicUrl}/.well-known/oauth-protected-resource`,
      },
    })
    expect(dpop?.parameters).not.toHaveProperty('error')
    expect(dpop?.parameters).not.toHaveProperty('acr_values')
    expect(valuesOf(answer, 'www-authenticate')[0]).toMatch(/^Bearer error=/)
    expect(JSON.parse(answer.body)).toEqual({
      error: 'insufficient_user_authentication',
      error_description: 'A more recent authentication is required',
    })
  })

  test('[R152] only scopes lack: 403, and no word of a login', async () => {
    const policy = allOf(scopes('a'), login)
    const answer = refused(await judge(policy, { acr: mfa, auth_time: now() }))
    expect(answer.status).toBe(403)
    expect(JSON.stringify(answer.headers)).not.toMatch(/acr_values|max_age/)
  })

  test('[R171] authorization details are read', async () => {
    const policy = authorizationDetails('payment', { actions: ['initiate'], amount: '5.00' })
    const detail = { type: 'payment', actions: ['initiate'], amount: '5.00' }
    const here = { ...detail, locations: [publicUrl] }
    const elsewhere = { ...detail, locations: ['https://other.example.com'] }
    const code = async (details: unknown) =>
      codeOf(await judge(policy, { authorization_details: details }))
    expect(await code([detail])).toBe('granted')
    expect(await code([elsewhere, here])).toBe('granted')
    expect(await code([elsewhere])).toBe('authorization_details_insufficient')
    expect(await code(undefined)).toBe('authorization_details_insufficient')
  })

  test('[R177, R179] the actor is handed out, beside what the token is for', async () => {
    const claims = { sub: 'alice', client_id: 'app', scope: 'a', act: { sub: 'orders' } }
    const token = granted(await judge(actor({ subject: 'orders' }), claims))
    expect(token).toMatchObject({ subject: 'alice', clientId: 'app', principal: 'user' })
    expect([...token.scopes]).toEqual(['a'])
    expect(token.actor).toMatchObject({ subject: 'orders' })
    expect(codeOf(await judge(notDelegated(), claims))).toBe('actor_insufficient')
  })

  test('[R178] times and audience of an actor mean nothing', async () => {
    const act = { sub: 'orders', exp: 1, nbf: 9_999_999_999, aud: 'elsewhere' }
    expect(codeOf(await judge(() => true, { act }))).toBe('granted')
  })

  test.each([null, 'orders', ['orders'], 5, true, { sub: 5 }, { client_id: ['c'] }, { iss: {} }])(
    '[R177, A34] nobody can tell who acts: %j',
    async (act) => {
      expect(codeOf(await judge(() => true, { act }))).toBe('claim_malformed')
    },
  )

  test.each([
    [{ sub: 'alice', client_id: 'app' }, 'user'],
    [{ sub: 'app', client_id: 'app' }, 'client'],
    [{ sub: undefined, client_id: 'app' }, 'client'],
    [{ sub: undefined, client_id: 'app', username: 'alice' }, 'unknown'],
    [{ sub: 'alice', client_id: undefined }, 'unknown'],
  ])('[R74, A33] who acts with %j: %s', async (claims, kind) => {
    expect(granted(await judge(() => true, claims)).principal).toBe(kind)
    const code = codeOf(await judge(principal('user'), claims))
    expect(code).toBe(kind === 'user' ? 'granted' : 'principal_insufficient')
  })
})

test('[R74, A33] a validator that knows who acts has the last word', async () => {
  const facts = {
    format: 'local',
    issuer: issuer.issuer,
    subject: 'service-account-1',
    clientId: 'app',
    principal: 'client',
    audience: ['api1'],
    scopes: new Set<string>(),
    expiresAt: undefined,
    claims: {},
  } as const
  const own = guardFor(issuer, { validators: [{ accepts: () => true, validate: () => facts }] })
  expect(granted(await own.protect(withBearer('token'))).principal).toBe('client')
})

test('[R177, A34] a malformed actor is refused whatever validator let it pass', async () => {
  const facts = {
    format: 'local',
    issuer: issuer.issuer,
    subject: 'alice',
    clientId: 'app',
    audience: ['api1'],
    scopes: new Set<string>(),
    expiresAt: undefined,
    claims: { act: 'orders' },
  } as const
  const own = guardFor(issuer, { validators: [{ accepts: () => true, validate: () => facts }] })
  expect(codeOf(await own.protect(withBearer('token')))).toBe('claim_malformed')
})

describe('[R155, A39] who has no good token learns nothing of the login that is needed', () => {
  const silent = (answer: ReturnType<typeof refused>) =>
    expect(JSON.stringify([answer.headers, answer.body])).not.toMatch(
      /acr|max_age|mfa|300|insufficient/,
    )

  test('without a token', async () => {
    silent(refused(await guard.protect(withBearer(''), { policy: login })))
  })

  test.each(tokenDefects)('with a token that has the defect %s', async (defect) => {
    const token = await issuer.token({ claims: { acr: 'low' }, defect })
    silent(refused(await guard.protect(withBearer(token), { policy: login })))
  })

  test('with a bound token and no proof, or a proof of another', async () => {
    const holder = createHolder(issuer)
    const token = await holder.token({ acr: 'low' })
    silent(refused(await guard.protect(withBearer(token), { policy: login })))
    const stranger = createHolder(issuer)
    silent(refused(await guard.protect(stranger.presenting(token), { policy: login })))
  })
})

test('[R152] the same with a token that is bound to a key: the DPoP challenge has it', async () => {
  const holder = createHolder(issuer)
  const token = await holder.token({ scope: 'x' })
  const policy = allOf(login, scopes('a'))
  const answer = refused(await guard.protect(holder.presenting(token), { policy }))
  expect(answer.status).toBe(401)
  const [dpop, bearer] = await parseStrictly(answer.status, answer.headers)
  expect(dpop).toMatchObject({
    scheme: 'dpop',
    parameters: {
      error: 'insufficient_user_authentication',
      scope: 'a',
      acr_values: 'urn:example:mfa urn:example:key',
      max_age: '300',
    },
  })
  expect(dpop?.parameters.algs).toContain('ES256')
  expect(bearer?.parameters).not.toHaveProperty('error')
})

test('a policy is told the time of the guard, its tolerance, and what it is called', async () => {
  const told: unknown[] = []
  const own = guardFor(issuer, {
    clockToleranceSeconds: 7,
    publicUrl,
    policy: (_token, context) => told.push(context) > 0,
  })
  await own.protect(withBearer(await issuer.token()))
  const now = issuer.clock() / 1000
  expect(told).toEqual([{ now, clockToleranceSeconds: 7, resource: publicUrl }])
})
