/** What a server of the Model Context Protocol owes as a resource server, beside what every guard does. */
import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { type ResourceServerOptions, scopes } from '../../src/index.js'
import { codeOf, granted, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'
import { requestOf, withAuthorization, withBearer } from '../support/request.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const publicUrl = 'https://mcp.example.com'
const resource = `${publicUrl}/mcp`
const policy = scopes('tools:call')

const server = (more: Partial<ResourceServerOptions> = {}) => {
  const { issuer: _, issuers: __, ...options } = more
  return guardFor(issuer, { publicUrl, resource, audience: resource, ...options })
}

const tokenFor = (claims: object = {}) =>
  issuer.token({ claims: { aud: resource, scope: 'tools:call', ...claims } })

describe('an MCP server', () => {
  test('[R211] takes tokens for itself, and those of no other server', async () => {
    const guard = server()
    expect(granted(await guard.protect(withBearer(await tokenFor()))).audience).toEqual([resource])
    for (const aud of [
      'https://mcp.example.com',
      'https://mcp.example.com/mcp/',
      'https://other.test',
    ]) {
      const outcome = await guard.protect(withBearer(await tokenFor({ aud })))
      expect(refused(outcome).reason.code).toBe('audience_mismatch')
    }
    expect(codeOf(await guard.protect(withBearer(await tokenFor({ aud: undefined }))))).toBe(
      'claim_missing',
    )
  })

  test('[R212] answers 401, 400 and 403, each for its own reason', async () => {
    const guard = server()
    const expired = await tokenFor({ exp: Math.floor(issuer.clock() / 1000) - 60 })
    const narrow = await tokenFor({ scope: 'tools:list' })
    const statuses = await Promise.all(
      [
        requestOf(),
        withBearer('nonsense'),
        withBearer(expired),
        withAuthorization('Bearer two words'),
        withBearer(narrow),
      ].map(async (request) => refused(await guard.protect(request, { policy })).status),
    )
    expect(statuses).toEqual([401, 401, 401, 400, 403])
  })

  test('[R213] says in a 403 what is lacking, and where to learn how to get it', async () => {
    const outcome = await server().protect(withBearer(await tokenFor({ scope: 'tools:list' })), {
      policy,
    })
    const [challenge] = valuesOf(outcome, 'www-authenticate')
    expect(challenge).toMatch(/^Bearer error="insufficient_scope", error_description="[^"]+"/)
    expect(challenge).toContain('scope="tools:call"')
    expect(challenge).toContain(
      'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"',
    )
  })

  test('[R216] judges every request, whatever session it says it belongs to', async () => {
    const guard = server()
    const headers = { 'mcp-session-id': '1868a90c' }
    const token = await tokenFor()
    const authorization = `Bearer ${token}`
    const first = requestOf({ method: 'POST', headers: { ...headers, authorization } })
    expect(codeOf(await guard.protect(first))).toBe('granted')
    expect(codeOf(await guard.protect(requestOf({ method: 'POST', headers })))).toBe(
      'credentials_missing',
    )
    const query = requestOf({ method: 'POST', headers, target: `/mcp?access_token=${token}` })
    expect(codeOf(await guard.protect(query))).toBe('credentials_missing')
  })

  test.each([
    [-299, 'granted'],
    [-301, 'dpop_proof_expired'],
    [299, 'granted'],
    [301, 'dpop_proof_from_future'],
  ])('[R218] with a window of five minutes, a proof of %d s is %s', async (seconds, code) => {
    const guard = server({ dpop: { proofMaxAgeSeconds: 300, proofMaxFutureSeconds: 300 } })
    const token = await holder.token({ aud: resource })
    const proof = holder.proof(token, {
      url: resource,
      clock: () => issuer.clock() + seconds * 1000,
    })
    const request = presentation({
      token,
      proof,
      target: '/mcp',
      headers: { host: 'mcp.example.com' },
    })
    expect(codeOf(await guard.protect(request))).toBe(code)
  })

  test('[R218] refuses with 401, and looks at the audience all the same', async () => {
    const guard = server({ dpop: 'required' })
    const token = await holder.token({ aud: 'https://other.test' })
    const outcome = refused(await guard.protect(holder.presenting(token)))
    expect([outcome.status, outcome.reason.code]).toEqual([401, 'audience_mismatch'])
    const unproved = presentation({ token: await tokenFor(), with: 'Bearer' })
    expect(refused(await guard.protect(unproved)).status).toBe(401)
  })
})
