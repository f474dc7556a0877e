import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { createResourceServer, type ResourceServer } from '../../src/index.js'
import { granted, present } from '../support/guard.js'
import { withBearer } from '../support/request.js'
import { credentials } from './setting.js'

let one: TestIssuer
let two: TestIssuer
let guard: ResourceServer
beforeEach(async () => {
  one = await createTestIssuer({ issuer: 'https://one.test' })
  two = await createTestIssuer({ issuer: 'https://two.test', clock: one.clock })
  guard = createResourceServer({
    issuers: [one.issuer, two.issuer],
    audience: 'api1',
    introspection: credentials,
    clock: one.clock,
    fetch: (url, init) => (url.startsWith(one.issuer) ? one : two).fetch(url, init),
  })
})

const calls = () => [one.requests.introspection, two.requests.introspection]

describe('several issuers', () => {
  test('are asked in their order until one says active', async () => {
    expect(await present(guard, one.issueReferenceToken())).toBe('granted')
    expect(calls()).toEqual([1, 0])
    const token = granted(await guard.protect(withBearer(two.issueReferenceToken())))
    expect(token.issuer).toBe(two.issuer)
    expect(calls()).toEqual([2, 1])
  })

  test('the answers of all of them are kept', async () => {
    const [token, junk] = [two.issueReferenceToken(), two.opaqueToken()]
    for (let use = 0; use < 3; use++) {
      expect(await present(guard, token)).toBe('granted')
      expect(await present(guard, junk)).toBe('token_inactive')
    }
    expect(calls()).toEqual([2, 2])
  })

  test('who says active has the last word, also when it is no', async () => {
    const token = one.issueReferenceToken({ aud: 'api2' })
    two.issueReferenceToken({}, token)
    expect(await present(guard, token)).toBe('audience_mismatch')
    expect(calls()).toEqual([1, 0])
  })

  test('[A28] an answer about a token of another issuer is none', async () => {
    const token = one.issueReferenceToken({ iss: two.issuer })
    expect(await present(guard, token)).toBe('token_inactive')
    two.issueReferenceToken({}, token)
    await guard.forget(token)
    const found = granted(await guard.protect(withBearer(token)))
    expect(found.issuer).toBe(two.issuer)
  })

  test('[C8] one out of reach does not hide what the next one knows', async () => {
    one.fault('introspection', { kind: 'status', status: 500 })
    expect(await present(guard, two.issueReferenceToken())).toBe('granted')
    expect(await present(guard, two.issueReferenceToken({ aud: 'api2' }))).toBe('audience_mismatch')
  })

  test('[C8] [R85] nor is a token refused that it might have known', async () => {
    one.fault('introspection', { kind: 'status', status: 500 })
    const token = one.issueReferenceToken()
    expect(await present(guard, token)).toBe('introspection_failed')
    one.fault('introspection', undefined)
    expect(await present(guard, token)).toBe('granted')
  })

  test('[C8] the same for the last one', async () => {
    two.fault('introspection', { kind: 'html' })
    expect(await present(guard, one.issueReferenceToken())).toBe('granted')
    expect(await present(guard, two.issueReferenceToken())).toBe('introspection_answer_invalid')
  })

  test('the first trouble is told, not the last', async () => {
    one.fault('introspection', { kind: 'html' })
    two.fault('introspection', { kind: 'status', status: 401 })
    expect(await present(guard, one.opaqueToken())).toBe('introspection_answer_invalid')
  })

  test('forget reaches all of them', async () => {
    const token = two.issueReferenceToken()
    await present(guard, token)
    two.revoke(token)
    await guard.forget(token)
    expect(await present(guard, token)).toBe('token_inactive')
    expect(calls()).toEqual([2, 2])
  })

  test('each may have its own credentials and its own endpoint, or none', async () => {
    const mixed = createResourceServer({
      issuers: [
        { issuer: one.issuer, introspection: false },
        {
          issuer: two.issuer,
          introspection: { ...credentials, endpoint: `${two.issuer}/introspect` },
        },
      ],
      audience: 'api1',
      introspection: { clientId: 'nobody', clientSecret: 'nothing' },
      clock: one.clock,
      fetch: (url, init) => (url.startsWith(one.issuer) ? one : two).fetch(url, init),
    })
    expect(await present(mixed, two.issueReferenceToken())).toBe('granted')
    expect(await present(mixed, one.issueReferenceToken())).toBe('token_inactive')
    expect(one.requests.total).toBe(0)
    expect(two.requests).toMatchObject({ discovery: 0, introspection: 2 })
    expect(await present(mixed, await one.token())).toBe('granted')
  })
})
