import { opaqueToken } from '@portcullis/testing'
import { describe, expect, it } from 'vitest'
import { introspection, startIntrospecting } from './introspecting.js'
import { count, startApi, startBoth, startIssuer, times } from './running.js'

describe('a reference token', () => {
  it('is taken, described, and asked about as the standard says [R75, R76]', async () => {
    const { api, issuer } = await startIntrospecting()
    const token = issuer.issueReferenceToken({ scope: ['api1.read', 'api1.write'] })
    const answer = await api.send({ token })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      subject: 'user-1',
      clientId: 'client-1',
      issuer: issuer.issuer,
      audience: ['api1'],
      scopes: ['api1.read', 'api1.write'],
      format: 'reference',
      binding: 'none',
    })
    expect(issuer.requests.introspections).toEqual([
      expect.objectContaining({
        method: 'client_secret_basic',
        clientId: 'api1',
        tokenTypeHint: 'access_token',
        parameters: expect.arrayContaining(['token', 'token_type_hint']),
      }),
    ])
  })

  it('that 50 requests bring at once is asked about once, and not at all after [R84]', async () => {
    const { api, issuer } = await startIntrospecting()
    issuer.fault('introspection', { kind: 'delay', milliseconds: 200 })
    const token = issuer.issueReferenceToken()
    expect(count(await times(50, () => api.send({ token })))).toEqual({ 200: 50 })
    expect(issuer.requests.introspection).toBe(1)
    expect((await api.send({ token, path: '/data' })).status).toBe(200)
    expect(issuer.requests.introspection).toBe(1)
  })

  it.each([
    ['GET', '/data', { scope: 'api1.read' }, 200],
    ['GET', '/data', { scope: ['api1.write', 'api1.read'] }, 200],
    ['GET', '/data', { scope: undefined }, 403],
    ['POST', '/data', { scope: 'api1.write' }, 201],
    ['GET', '/admin', { role: ['admin'] }, 200],
    ['GET', '/admin', { role: 'user' }, 403],
  ])('permits %s %s with %j: %i', async (method, path, claims, status) => {
    const { api, issuer } = await startIntrospecting()
    const token = issuer.issueReferenceToken(claims)
    expect((await api.send({ method, path, token })).status).toBe(status)
  })

  it('with dots in it is asked about all the same', async () => {
    const { api, issuer } = await startIntrospecting()
    const tokens = ['ya29.a0AfH6SM.x_y-z', 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU']
    for (const token of tokens) {
      issuer.issueReferenceToken({}, token)
      expect((await api.send({ token })).json).toMatchObject({ format: 'reference' })
    }
    expect(issuer.requests.introspection).toBe(2)
  })

  it.each<[string, object, string]>([
    ['active as text', { active: 'true' }, 'token_inactive'],
    ['active as 1', { active: 1 }, 'token_inactive'],
    ['another audience', { aud: 'api2' }, 'audience_mismatch'],
    ['no audience', { aud: undefined }, 'claim_missing'],
    ['another issuer', { iss: 'https://intruder.example' }, 'issuer_not_trusted'],
    ['a time that has not come', { nbf: 4_000_000_000 }, 'token_not_yet_valid'],
    ['a refresh token', { token_type: 'refresh_token' }, 'token_type_not_access_token'],
  ])('whose answer has %s is refused [R77, R78, R81, R109, A29]', async (_what, claims, code) => {
    const { api, issuer } = await startIntrospecting()
    const answer = await api.send({ token: issuer.issueReferenceToken({ ...claims }) })
    expect(answer.status).toBe(401)
    expect(answer.json).toMatchObject({ error: 'invalid_token' })
    expect(api.codes()).toEqual([code])
  })
})

describe('what is kept of an answer', () => {
  it('is at most a minute old: a revoked token stops then [R82, A27]', async () => {
    const { api, issuer } = await startIntrospecting()
    const token = issuer.issueReferenceToken()
    expect((await api.send({ token })).status).toBe(200)
    issuer.revoke(token)
    issuer.clock.advance(59)
    expect((await api.send({ token })).status).toBe(200)
    issuer.clock.advance(2)
    expect((await api.send({ token })).status).toBe(401)
    expect(api.codes()).toEqual(['token_inactive'])
    expect(issuer.requests.introspection).toBe(2)
  })

  it('never outlives the token, also when the issuer is gone [R82, R86, A27, A40]', async () => {
    const { api, issuer } = await startIntrospecting()
    const exp = Math.floor(issuer.clock.seconds()) + 20
    const token = issuer.issueReferenceToken({ exp })
    expect((await api.send({ token })).status).toBe(200)
    await issuer.stop()
    // The 5 seconds that clocks may differ are over as well.
    issuer.clock.advance(26)
    expect((await api.send({ token })).status).toBe(503)
  })

  it('judges every request anew: another route, another permission [A26]', async () => {
    const { api, issuer } = await startIntrospecting()
    const token = issuer.issueReferenceToken()
    expect((await api.send({ token })).status).toBe(200)
    expect((await api.send({ token, method: 'POST', path: '/data' })).status).toBe(403)
    expect(issuer.requests.introspection).toBe(1)
  })
})

describe('junk', () => {
  it('that comes again is not asked about again, for a while [R84]', async () => {
    const { api, issuer } = await startIntrospecting()
    const token = opaqueToken()
    expect(count(await times(20, () => api.send({ token })))).toEqual({ 401: 20 })
    expect(issuer.requests.introspection).toBe(1)
    issuer.clock.advance(11)
    expect((await api.send({ token })).status).toBe(401)
    expect(issuer.requests.introspection).toBe(2)
  })

  it('in a flood is 401 or 503, and never more than 100 calls at once [R84, A25]', async () => {
    const { api, issuer } = await startIntrospecting()
    issuer.fault('introspection', { kind: 'delay', milliseconds: 200 })
    const answers = await times(200, () => api.send({ token: opaqueToken() }))
    const { 401: refused = 0, 503: busy = 0 } = count(answers)
    expect(refused + busy).toBe(200)
    expect(refused).toBeGreaterThan(0)
    expect(issuer.requests.peak.introspection).toBeLessThanOrEqual(100)
    for (const answer of answers.filter(({ status }) => status === 503)) {
      expect(answer.lines('retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)])
    }
    issuer.fault('introspection', undefined)
    expect((await api.send({ token: issuer.issueReferenceToken() })).status).toBe(200)
    expect(api.log.length).toBe(200)
  })

  it.each([
    'a',
    '.',
    '..',
    'a.b',
    'a.b.c',
    'ya29.',
    '=',
    'a===',
    '~~~',
    'null',
    `${'a.'.repeat(500)}a`,
  ])('%j is refused, with a reason [A10]', async (token) => {
    const { api, issuer } = await startIntrospecting()
    const answer = await api.send({ token })
    expect([400, 401]).toContain(answer.status)
    expect(api.codes()).toHaveLength(1)
    expect(issuer.requests.introspection).toBeLessThanOrEqual(1)
  })
})

describe('a JWT beside reference tokens', () => {
  it.each([
    ['good', {}, 200],
    ['forged', { defect: 'tampered-payload' }, 401],
    ['of a stranger', { defect: 'wrong-issuer' }, 401],
    ['of an unknown key', { defect: 'unknown-kid' }, 401],
    ['unsigned', { defect: 'alg-none' }, 401],
    ['expired', { defect: 'expired' }, 401],
  ] as const)('that is %s is never introspected [A25]', async (_what, overrides, status) => {
    const { api, issuer } = await startIntrospecting()
    const token = await issuer.token(overrides)
    expect((await api.send({ token })).status).toBe(status)
    expect(issuer.requests.introspection).toBe(0)
  })

  it('does not help a reference token where introspection is off', async () => {
    const { api, issuer } = await startBoth()
    expect((await api.send({ token: issuer.issueReferenceToken() })).status).toBe(401)
    expect(api.codes()).toEqual(['token_format_not_accepted'])
    expect(issuer.requests.introspection).toBe(0)
  })
})

describe('several issuers', () => {
  async function startThree() {
    const issuers = await Promise.all([startIssuer(), startIssuer(), startIssuer()])
    const ISSUER = issuers.map(({ issuer }) => issuer).join(' ')
    const api = await startApi({ issuer: ISSUER }, introspection)
    const asked = () => issuers.map(({ requests }) => requests.introspection)
    return { issuers, api, asked }
  }

  it('are asked in their order until one says active', async () => {
    const { issuers, api, asked } = await startThree()
    const [first, second] = issuers
    const token = second.issueReferenceToken()
    expect((await api.send({ token })).json).toMatchObject({ issuer: second.issuer })
    expect(asked()).toEqual([1, 1, 0])
    expect((await api.send({ token: first.issueReferenceToken() })).status).toBe(200)
    expect(asked()).toEqual([2, 1, 0])
    expect((await api.send({ token: opaqueToken() })).status).toBe(401)
    expect(asked()).toEqual([3, 2, 1])
  })

  it('do not vouch for each other [A26, A28]', async () => {
    const { issuers, api } = await startThree()
    const [first, second] = issuers
    const token = first.issueReferenceToken({ iss: second.issuer })
    expect((await api.send({ token })).status).toBe(401)
  })

  it('hide none when one is down, and turn no outage into a 401 [C8]', async () => {
    const { issuers, api } = await startThree()
    const [first, second] = issuers
    await first.stop()
    expect((await api.send({ token: second.issueReferenceToken() })).status).toBe(200)
    const unknown = await api.send({ token: opaqueToken() })
    expect(unknown.status).toBe(503)
    expect(unknown.lines('retry-after')).toHaveLength(1)
  })
})
