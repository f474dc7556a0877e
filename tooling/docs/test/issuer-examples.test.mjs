/** The guides about issuers show guards; these are shown what the guides say that they take, and the rest. */
import { createProofKey, createTestIssuer, proofs } from '@portcullis/testing'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { financial, strict } from '../examples/profiles.js'
import { byHand, several, guard as withPreset } from '../examples/providers.js'
import { guard as tenantGuard } from '../examples/tenants.js'

/** @import { ResourceRequest, ResourceServer } from '@portcullis/core' */
/** @import { TestIssuer, TokenOverrides } from '@portcullis/testing' */

const tenantId = '11111111-2222-3333-4444-555555555555'
const names = {
  plain: 'https://identity.example.com',
  realm: 'https://identity.example.com/realms/main',
  acme: 'https://identity.example.com/acme',
  entra: `https://login.microsoftonline.com/${tenantId}/v2.0`,
  oldEntra: `https://sts.windows.net/${tenantId}/`,
  pool: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example',
}

/** @param {string} issuer */
const open = (issuer) => createTestIssuer({ issuer })
const issuers = {
  plain: await open(names.plain),
  realm: await open(names.realm),
  acme: await open(names.acme),
  entra: await open(names.entra),
  oldEntra: await open(names.oldEntra),
  pool: await open(names.pool),
}

/** Whose URL it is: of those at that host the one with the longest path in it. */
vi.stubGlobal('fetch', (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
  const { origin, pathname } = new URL(url)
  const [owner] = Object.values(issuers)
    .map((one) => ({ one, at: new URL(one.issuer) }))
    .filter(({ at }) => at.origin === origin && pathname.includes(at.pathname.replace(/\/$/, '')))
    .sort((a, b) => b.at.pathname.length - a.at.pathname.length)
  if (owner === undefined) throw new Error(`A stranger was asked: ${url}`)
  return owner.one.fetch(url, init)
})
afterAll(() => vi.unstubAllGlobals())

/**
 * @param {string} token
 * @param {{ target?: string, proof?: string }} [parts]
 * @returns {ResourceRequest}
 */
function request(token, { target = '/orders', proof } = {}) {
  /** @type {Readonly<Record<string, readonly string[]>>} */
  const fields = {
    host: ['api.example.com'],
    authorization: [`${proof === undefined ? 'Bearer' : 'DPoP'} ${token}`],
    ...(proof === undefined ? {} : { dpop: [proof] }),
  }
  return { method: 'GET', target, scheme: 'https', header: (name) => fields[name] ?? [] }
}

/**
 * @param {ResourceServer} guard
 * @param {ResourceRequest} asked
 */
async function codeOf(guard, asked) {
  const outcome = await guard.protect(asked)
  return outcome.ok ? 'granted' : outcome.reason.code
}

/**
 * @param {ResourceServer} guard
 * @param {TestIssuer} issuer
 * @param {TokenOverrides} [overrides]
 */
async function come(guard, issuer, overrides) {
  return codeOf(guard, request(await issuer.token(overrides)))
}

const otherKind = 'token_type_not_access_token'
const typ = { header: { typ: 'JWT' } }

describe('the guide to providers', () => {
  test('shows a preset', async () => {
    const access = { typ: 'Bearer', azp: 'app' }
    expect(await come(withPreset, issuers.realm, { ...typ, claims: access })).toBe('granted')
    const id = { typ: 'ID', azp: 'app' }
    expect(await come(withPreset, issuers.realm, { ...typ, claims: id })).toBe(otherKind)
    expect(await come(withPreset, issuers.realm)).toBe('granted')
    expect(await come(withPreset, issuers.plain)).toBe('issuer_not_trusted')
  })

  test('shows two issuers of one tenant, and clients whose tokens have no aud', async () => {
    const aud = 'api://orders'
    const now = { ...typ, claims: { aud, azp: 'app', azpacr: '1', scp: 'read' } }
    const before = { ...typ, claims: { aud, appid: 'app', appidacr: '1', scp: 'read' } }
    expect(await come(several, issuers.entra, now)).toBe('granted')
    expect(await come(several, issuers.oldEntra, before)).toBe('granted')
    expect(await come(several, issuers.entra, { ...typ, claims: { aud } })).toBe(otherKind)
    const of = (/** @type {string} */ client, use = 'access') => ({
      header: { typ: undefined },
      remove: ['aud'],
      claims: { token_use: use, client_id: client },
    })
    expect(await come(several, issuers.pool, of('4example'))).toBe('granted')
    expect(await come(several, issuers.pool, of('another'))).toBe('claim_missing')
    expect(await come(several, issuers.pool, of('4example', 'id'))).toBe(otherKind)
  })

  test('shows the same by hand', async () => {
    const claims = { kind: 'access', permissions: ['orders.read'], app: 'shop' }
    const token = await issuers.plain.token({ ...typ, claims, remove: ['scope', 'client_id'] })
    const outcome = await byHand.protect(request(token))
    const found = outcome.ok ? outcome.access?.token : undefined
    expect(found?.clientId).toBe('shop')
    expect([...(found?.scopes ?? [])]).toEqual(['orders.read'])
    const other = { ...claims, kind: 'identity' }
    expect(await come(byHand, issuers.plain, { ...typ, claims: other })).toBe(otherKind)
  })
})

test('the guide to tenants shows one that is named by the path', async () => {
  const ours = { claims: { aud: 'https://api.example.com/acme' } }
  const at = async (/** @type {string} */ target, /** @type {TestIssuer} */ issuer, over = ours) =>
    codeOf(tenantGuard, request(await issuer.token(over), { target }))
  expect(await at('/acme/orders', issuers.acme)).toBe('granted')
  expect(await at('/other/orders', issuers.acme)).toBe('tenant_unknown')
  expect(await at('/acme/../other', issuers.acme)).toBe('tenant_unknown')
  expect(await at('/acme/orders', issuers.plain)).toBe('issuer_not_trusted')
  const other = { claims: { aud: 'https://api.example.com' } }
  expect(await at('/acme/orders', issuers.acme, other)).toBe('audience_mismatch')
})

describe('the guide to profiles', () => {
  test('shows rfc9068', async () => {
    expect(await come(strict, issuers.plain)).toBe('granted')
    expect(await come(strict, issuers.plain, { remove: ['jti'] })).toBe('claim_missing')
    expect(await come(strict, issuers.plain, typ)).toBe(otherKind)
  })

  test('shows fapi2', async () => {
    const key = createProofKey('ES256')
    const iat = Math.floor(Date.now() / 1000)
    const bound = { iat, exp: iat + 300, cnf: { jkt: key.thumbprint } }
    const show = async (/** @type {Record<string, unknown>} */ claims) => {
      const token = await issuers.plain.token({ claims })
      const proof = proofs.forge({ key, url: 'https://api.example.com/orders', token })
      return codeOf(financial, request(token, { proof }))
    }
    expect(await show(bound)).toBe('granted')
    expect(await show({ ...bound, exp: iat + 301 })).toBe('token_lifetime_too_long')
    expect(await come(financial, issuers.plain)).toBe('binding_missing')
  })
})
