import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, expect, test } from 'vitest'
import { type RunningTestIssuer, startTestIssuer } from '../../src/index.js'

let issuer: RunningTestIssuer
afterEach(() => issuer.close())

test('a running issuer serves keys that verify its tokens', async () => {
  issuer = await startTestIssuer({ path: '/tenant' })
  expect(issuer.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/tenant$/)
  const keys = createRemoteJWKSet(new URL(`${issuer.issuer}/jwks`))
  const { payload } = await jwtVerify(await issuer.token(), keys, { issuer: issuer.issuer })
  expect(payload.sub).toBe('user-1')
  expect(issuer.requests.jwks).toBe(1)
})

test('a stopped issuer refuses connections and comes back on the same port', async () => {
  issuer = await startTestIssuer()
  const key = issuer.keys.current()
  expect((await fetch(`${issuer.issuer}/jwks`)).status).toBe(200)
  await issuer.stop()
  await expect(fetch(`${issuer.issuer}/jwks`)).rejects.toThrow(TypeError)
  await issuer.restart()
  const { keys } = (await (await fetch(`${issuer.issuer}/jwks`)).json()) as { keys: unknown[] }
  expect(keys).toEqual([key.publicJwk])
})

test('stopping ends a request that hangs', async () => {
  issuer = await startTestIssuer()
  issuer.fault('jwks', { kind: 'hang' })
  const pending = expect(fetch(`${issuer.issuer}/jwks`)).rejects.toThrow(TypeError)
  await expect.poll(() => issuer.requests.jwks).toBe(1)
  await issuer.stop()
  await pending
})

test('a form reaches the introspection endpoint', async () => {
  issuer = await startTestIssuer()
  const token = issuer.issueReferenceToken()
  const headers = { authorization: `Basic ${btoa('api1:api1_secret')}` }
  const body = new URLSearchParams({ token })
  const response = await fetch(`${issuer.issuer}/introspect`, { method: 'POST', headers, body })
  expect(await response.json()).toMatchObject({ active: true, iss: issuer.issuer })
})
