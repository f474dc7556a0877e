import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { allOf, anyOf, claim, type PolicyLike, scopes } from '../../src/index.js'
import { guardFor, refused, valuesOf } from '../support/guard.js'
import { requestOf, withBearer } from '../support/request.js'

const publicUrl = 'https://api.example.com'
const issuer = await createTestIssuer()

function scopeIn(outcome: Parameters<typeof valuesOf>[0]): readonly (string | undefined)[] {
  return valuesOf(outcome, 'www-authenticate').map((value) => / scope="([^"]*)"/.exec(value)?.[1])
}

async function askedOfStrangers(policy: PolicyLike, more: Parameters<typeof guardFor>[1] = {}) {
  const guard = guardFor(issuer, { publicUrl, ...more })
  guard.metadata?.announce(policy)
  return scopeIn(refused(await guard.protect(requestOf(), { policy })))
}

describe('[R213] the challenge of a 401 names the scopes of the operation', () => {
  test('for every scheme, without an error where nothing came', async () => {
    expect(await askedOfStrangers(scopes('api1.read', 'api1.list'))).toEqual([
      'api1.read api1.list',
      'api1.read api1.list',
    ])
  })

  test('beside the error of a bad token', async () => {
    const guard = guardFor(issuer, { publicUrl, dpop: 'off', policy: scopes('api1') })
    const policy = scopes('api1.read')
    guard.metadata?.announce(policy)
    const token = await issuer.token({ claims: { aud: 'other' } })
    const outcome = await guard.protect(withBearer(token), { policy })
    expect(refused(outcome).reason.code).toBe('audience_mismatch')
    expect(scopeIn(outcome)).toEqual(['api1 api1.read'])
  })

  test('those of the guard, where the route asks for nothing', async () => {
    const guard = guardFor(issuer, { publicUrl, dpop: 'off', policy: scopes('api1') })
    expect(scopeIn(await guard.protect(requestOf()))).toEqual(['api1'])
  })

  test('[R168] [A39] none that the metadata does not list', async () => {
    const policy = scopes('api1.read', 'secret')
    const metadata = { scopesSupported: ['api1.read'] }
    expect(await askedOfStrangers(policy, { metadata, dpop: 'off' })).toEqual(['api1.read'])
    expect(await askedOfStrangers(policy, { metadata: { scopesSupported: [] } })).toEqual([
      undefined,
      undefined,
    ])
  })

  test('[A39] none where there is no metadata', async () => {
    const guard = guardFor(issuer, { dpop: 'off', policy: scopes('api1') })
    expect(scopeIn(await guard.protect(requestOf()))).toEqual([undefined])
  })

  test('[A39] none of a policy that nobody announced', async () => {
    const guard = guardFor(issuer, { publicUrl, dpop: 'off' })
    const outcome = await guard.protect(requestOf(), { policy: scopes('unknown') })
    expect(scopeIn(outcome)).toEqual([undefined])
  })

  test('[R23] and still no error', async () => {
    const guard = guardFor(issuer, { publicUrl, policy: scopes('api1') })
    for (const value of valuesOf(await guard.protect(requestOf()), 'www-authenticate')) {
      expect(value).not.toContain('error')
    }
  })

  test('[R215] never offline_access', async () => {
    expect(await askedOfStrangers(scopes('offline_access'), { dpop: 'off' })).toEqual([undefined])
  })

  test('a malformed request is not told: it is not for lack of a scope', async () => {
    const guard = guardFor(issuer, { publicUrl, dpop: 'off', policy: scopes('api1') })
    const outcome = await guard.protect(requestOf({ headers: { authorization: 'Bearer a b' } }))
    expect(refused(outcome).status).toBe(400)
    expect(scopeIn(outcome)).toEqual([undefined])
  })
})

describe('[R213] the challenge of a 403 names all scopes of the operation at once', () => {
  const asked = async (guarded: PolicyLike, policy: PolicyLike, scope: string) => {
    const guard = guardFor(issuer, { publicUrl, policy: guarded })
    const outcome = await guard.protect(withBearer(await issuer.token({ claims: { scope } })), {
      policy,
    })
    expect(refused(outcome).status).toBe(403)
    return scopeIn(outcome)
  }

  test('those of the guard and those of the route, whichever is lacking', async () => {
    expect(await asked(scopes('api1'), scopes('api1.read'), 'api1')).toEqual(['api1 api1.read'])
    expect(await asked(scopes('api1'), scopes('api1.read'), 'api1.read')).toEqual([
      'api1 api1.read',
    ])
    expect(await asked(scopes('a'), allOf(scopes('b', 'a'), scopes('c')), '')).toEqual(['a b c'])
  })

  test('also secret ones: who asks has shown a good token', async () => {
    const metadata = { scopesSupported: [] }
    const guard = guardFor(issuer, { publicUrl, metadata, policy: scopes('secret') })
    const outcome = await guard.protect(withBearer(await issuer.token()))
    expect(scopeIn(outcome)).toEqual(['secret'])
  })

  test('[R215] but never offline_access', async () => {
    expect(await asked(scopes('offline_access', 'a'), () => true, '')).toEqual(['a'])
    expect(await asked(scopes('offline_access'), () => true, '')).toEqual([undefined])
  })

  test('none where no scope would have helped', async () => {
    expect(await asked(scopes('a'), claim('role', 'admin'), 'a')).toEqual([undefined])
  })

  test('in a later authorize, too', async () => {
    const guard = guardFor(issuer, { publicUrl, policy: scopes('api1') })
    const request = withBearer(await issuer.token({ claims: { scope: 'api1' } }))
    const outcome = await guard.protect(request)
    if (!outcome.ok) throw new Error(outcome.reason.code)
    const policy = anyOf(scopes('api1.admin'), claim('role'))
    expect(scopeIn(await guard.authorize(request, outcome.access, { policy }))).toEqual([
      'api1 api1.admin',
    ])
  })
})
