import type { Fault } from '@portcullis/testing'
import { describe, expect, it } from 'vitest'
import { introspection, startIntrospecting } from './introspecting.js'
import { count, startApi, startIssuer, times } from './running.js'

/** Everything that an endpoint may do instead of its work, and what the log calls it. */
const faults: readonly (readonly [what: string, fault: Fault, code: string])[] = [
  ['401', { kind: 'status', status: 401 }, 'introspection_credentials_refused'],
  ['403', { kind: 'status', status: 403 }, 'introspection_credentials_refused'],
  ['400', { kind: 'status', status: 400 }, 'introspection_request_refused'],
  ['500', { kind: 'status', status: 500 }, 'introspection_failed'],
  ['503', { kind: 'status', status: 503 }, 'introspection_failed'],
  ['204', { kind: 'status', status: 204 }, 'introspection_failed'],
  ['an HTML page', { kind: 'html' }, 'introspection_answer_invalid'],
  ['broken JSON', { kind: 'broken-json' }, 'introspection_answer_invalid'],
  ['nothing', { kind: 'empty-body' }, 'introspection_answer_invalid'],
  ['no active', { kind: 'json', body: { aud: 'api1' } }, 'introspection_answer_invalid'],
  ['an array', { kind: 'json', body: [{ active: true }] }, 'introspection_answer_invalid'],
  ['without end', { kind: 'oversize', bytes: 5_000_000 }, 'introspection_answer_invalid'],
  ['a reset', { kind: 'network' }, 'introspection_unreachable'],
  ['half an answer', { kind: 'body-reset' }, 'introspection_unreachable'],
  [
    'a redirect',
    { kind: 'redirect', location: 'http://127.0.0.1:9/introspect' },
    'introspection_failed',
  ],
]

describe('an introspection endpoint that answers with', () => {
  it.each(faults)(
    '%s is 503 at once; nothing is kept, and the next request is good [R79, R85, C8, A25]',
    async (_what, fault, code) => {
      const { api, issuer } = await startIntrospecting()
      const token = issuer.issueReferenceToken()
      issuer.fault('introspection', fault)
      const refused = await api.send({ token })
      expect(refused.status).toBe(503)
      expect(refused.lines('retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)])
      expect(refused.lines('www-authenticate')).toEqual([])
      expect(refused.lines('cache-control')).toEqual(['no-store'])
      expect(api.codes()).toEqual([code])

      issuer.fault('introspection', undefined)
      expect((await api.send({ token })).status).toBe(200)
    },
  )

  it('nothing at all is 503 when the time is up, and recovered from', async () => {
    const { api, issuer } = await startIntrospecting()
    const token = issuer.issueReferenceToken()
    issuer.fault('introspection', { kind: 'hang' })
    const started = performance.now()
    expect((await api.send({ token })).status).toBe(503)
    const seconds = (performance.now() - started) / 1000
    expect(seconds).toBeGreaterThan(4)
    expect(seconds).toBeLessThan(9)
    expect(api.codes()).toEqual(['introspection_slow'])
    issuer.fault('introspection', undefined)
    expect((await api.send({ token })).status).toBe(200)
  })
})

describe('an API whose introspection secret is wrong', () => {
  it('is 503 with a loud line in the log, and no secret in it [R79, R189, A38]', async () => {
    const issuer = await startIssuer()
    const INTROSPECTION_CLIENT_SECRET = 'not the one that was agreed on'
    const api = await startApi(issuer, { ...introspection, INTROSPECTION_CLIENT_SECRET })
    const token = issuer.issueReferenceToken()
    expect((await api.send({ token })).status).toBe(503)
    expect(api.codes()).toEqual(['introspection_credentials_refused'])
    expect(api.log.join('')).not.toContain(INTROSPECTION_CLIENT_SECRET)
    expect(api.log.join('')).not.toContain(token)
  })
})

describe('an issuer that stays down', () => {
  it('is left alone, probed, and back without a restart; known tokens and JWTs serve on', async () => {
    const { api, issuer } = await startIntrospecting()
    const known = issuer.issueReferenceToken()
    const jwt = await issuer.token()
    for (const token of [known, jwt]) expect((await api.send({ token })).status).toBe(200)

    issuer.fault('introspection', { kind: 'status', status: 500 })
    issuer.requests.reset()
    const fresh = () => issuer.issueReferenceToken()
    for (let sent = 0; sent < 20; sent++) {
      expect((await api.send({ token: fresh() })).status).toBe(503)
    }
    expect(issuer.requests.introspection).toBeLessThan(10)
    expect(api.codes()).toContain('introspection_suspended')
    expect(count(await times(10, () => api.send({ token: known })))).toEqual({ 200: 10 })
    expect((await api.send({ token: jwt })).status).toBe(200)

    issuer.fault('introspection', undefined)
    issuer.clock.advance(5)
    expect((await api.send({ token: fresh() })).status).toBe(200)
  })
})
