import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import {
  type AccessToken,
  Breakdown,
  claim,
  type ResourceServer,
  scopes,
  type TransformToken,
} from '../../src/index.js'
import { codeOf, granted, guardFor } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'
import { requestOf, withBearer } from '../support/request.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)

const guardWith = (transformToken: TransformToken, more: Parameters<typeof guardFor>[1] = {}) =>
  guardFor(issuer, { transformToken, ...more })

async function tokenFrom(guard: ResourceServer, claims: object = {}): Promise<AccessToken> {
  return granted(await guard.protect(withBearer(await issuer.token({ claims: { ...claims } }))))
}

describe('transformToken adds', () => {
  test('claims that handlers and policies see', async () => {
    const guard = guardWith(
      async ({ subject }) => ({ role: subject === 'user-1' ? 'admin' : 'none' }),
      {
        policy: claim('role', 'admin'),
      },
    )
    const token = await tokenFrom(guard)
    expect(token.claims).toMatchObject({ role: 'admin', sub: 'user-1' })
    expect(token).toMatchObject({ subject: 'user-1', format: 'jwt', binding: 'none' })
  })

  test('nothing, where it gives nothing', async () => {
    const plain = await tokenFrom(guardFor(issuer), { jti: '1' })
    for (const nothing of [() => undefined, async () => undefined, () => ({})]) {
      const { claims } = await tokenFrom(guardWith(nothing), { jti: '1' })
      expect(Object.keys(claims)).toEqual(Object.keys(plain.claims))
    }
  })

  test('beside all that the token has, as from a spread', async () => {
    const token = await tokenFrom(guardWith(({ claims }) => ({ ...claims, shoe_size: 42 })))
    expect(token.claims.shoe_size).toBe(42)
  })

  test('what cannot be changed any more, and leaves what it came from alone', async () => {
    const user = { tags: ['a'] }
    const token = await tokenFrom(guardWith(() => ({ user })))
    expect(Object.isFrozen(user)).toBe(false)
    user.tags.push('b')
    expect(token.claims.user).toEqual({ tags: ['a'] })
    expect(Object.isFrozen(token)).toBe(true)
    expect(Object.isFrozen(token.claims)).toBe(true)
    expect(Object.isFrozen((token.claims.user as typeof user).tags)).toBe(true)
  })

  test('what a query builder brings when it is waited for', async () => {
    const query = {
      table: 'users',
      // biome-ignore lint/suspicious/noThenProperty: it is what query builders look like
      then: (resolve: (rows: object) => void) => resolve({ role: 'admin' }),
    }
    const token = await tokenFrom(guardWith(() => query as never))
    expect(token.claims.role).toBe('admin')
    expect(token.claims).not.toHaveProperty('table')
  })
})

describe('transformToken is asked', () => {
  test('on every request, also for a token that is known: what it says is not kept', async () => {
    let role = 'admin'
    const transform = vi.fn(() => ({ role }))
    const guard = guardWith(transform, { policy: claim('role', 'admin') })
    const request = withBearer(await issuer.token())
    expect(codeOf(await guard.protect(request))).toBe('granted')
    role = 'none'
    expect(codeOf(await guard.protect(request))).toBe('claim_insufficient')
    expect(transform).toHaveBeenCalledTimes(2)
  })

  test('once for each request, however many policies follow', async () => {
    const transform = vi.fn(() => ({ role: 'admin' }))
    const guard = guardWith(transform)
    const request = withBearer(await issuer.token())
    const outcome = await guard.protect(request)
    if (!outcome.ok) throw new Error(outcome.reason.code)
    const policy = claim('role', 'admin')
    expect(codeOf(await guard.authorize(request, outcome.access, { policy }))).toBe('granted')
    expect(transform).toHaveBeenCalledTimes(1)
  })

  test('not before token and holder are proved good', async () => {
    const transform = vi.fn()
    const guard = guardWith(transform)
    const bound = await holder.token()
    const requests = [
      requestOf(),
      withBearer('nonsense'),
      withBearer(await issuer.token({ claims: { aud: 'other' } })),
      withBearer(bound),
      presentation({ token: bound, proof: holder.proof(bound, { method: 'POST' }) }),
      presentation({ token: await issuer.token(), proof: holder.proof(bound) }),
    ]
    for (const request of requests) expect((await guard.protect(request)).ok).toBe(false)
    expect(transform).not.toHaveBeenCalled()
  })

  test('and the token that is kept stays as it came', async () => {
    const shared = await issuer.token()
    let first = true
    const guard = guardWith(() => {
      const added = first ? { role: 'admin' } : undefined
      first = false
      return added
    })
    expect(granted(await guard.protect(withBearer(shared))).claims.role).toBe('admin')
    expect(granted(await guard.protect(withBearer(shared))).claims).not.toHaveProperty('role')
  })
})

describe('transformToken cannot weaken a check', () => {
  test.each([
    { iss: 'https://evil.test' },
    { sub: 'bob' },
    { aud: ['api2'] },
    { exp: 99_999_999_999 },
    { nbf: 1 },
    { iat: 1 },
    { jti: 'x' },
    { client_id: 'another' },
    { scope: 'admin' },
    { scp: 'admin' },
    { cnf: { jkt: holder.key.thumbprint } },
    { act: { sub: 'x' } },
    { may_act: { sub: 'x' } },
    { acr: 'urn:example:mfa' },
    { amr: ['otp'] },
    { auth_time: 1 },
    { authorization_details: [] },
    { iss: undefined },
    { role: 'admin' },
  ])('with %j: whoever tries hears of it', async (added) => {
    const guard = guardWith(() => added, { policy: scopes('admin') })
    const [name = ''] = Object.keys(added)
    await expect(tokenFrom(guard, { role: 'reader' })).rejects.toThrow(new RegExp(`"${name}"`))
  })

  test.each([[null], ['admin'], [['admin']], [1], [true]])('with %j', async (added) => {
    const guard = guardWith(() => added as never)
    await expect(tokenFrom(guard)).rejects.toThrow(/no object of claims/)
  })

  test('by taking a binding away, neither left out nor deleted in place', async () => {
    const bound = await holder.token()
    const leaveOut = guardWith(({ claims: { cnf: _, ...others } }) => others)
    expect(codeOf(await leaveOut.protect(withBearer(bound)))).toBe('binding_required')
    expect(granted(await leaveOut.protect(holder.presenting(bound))).claims.cnf).toBeDefined()
    const inPlace = guardWith(({ claims }) => {
      delete (claims as Record<string, unknown>).cnf
      return {}
    })
    await expect(inPlace.protect(holder.presenting(bound))).rejects.toThrow(TypeError)
  })

  test('by changing fields of the token in place', async () => {
    const guard = guardWith((token) => Object.assign(token, { scopes: new Set(['admin']) }).claims)
    await expect(tokenFrom(guard)).rejects.toThrow(TypeError)
    const adding = guardWith((token) => {
      ;(token.scopes as Set<string>).add('admin')
      return {}
    })
    await expect(tokenFrom(adding)).rejects.toThrow(TypeError)
  })

  test('by a claim that says one thing when it is checked and another later', async () => {
    let asked = 0
    const guard = guardWith(() => ({
      get role() {
        asked += 1
        return asked === 1 ? 'reader' : 'admin'
      },
    }))
    const { claims } = await tokenFrom(guard)
    expect([claims.role, claims.role]).toEqual(['reader', 'reader'])
  })

  test('by the prototype of the claims', async () => {
    const guard = guardWith(() => JSON.parse('{"__proto__": {"role": "admin"}}'))
    const { claims } = await tokenFrom(guard)
    expect(claims.role).toBeUndefined()
  })

  test('not even of the scope that the API asks for', async () => {
    const guard = guardWith(() => ({ scopes: ['admin'] }), { policy: scopes('admin') })
    const outcome = await guard.protect(withBearer(await issuer.token()))
    expect(codeOf(outcome)).toBe('scope_insufficient')
  })
})

describe('what transformToken throws', () => {
  const failing = (error: unknown) => async () => {
    throw error
  }

  test('goes to the framework, as with a policy function', async () => {
    const error = new Error('user store is down')
    await expect(tokenFrom(guardWith(failing(error)))).rejects.toBe(error)
    const atOnce = guardWith(() => {
      throw error
    })
    await expect(tokenFrom(atOnce)).rejects.toBe(error)
  })

  test('is 503 where it says so itself', async () => {
    const onBreakdown = vi.fn()
    const breakdown = new Breakdown('authority_failed', 'The user store is down')
    const guard = guardWith(failing(breakdown), { onBreakdown })
    const outcome = await guard.protect(withBearer(await issuer.token()))
    expect(outcome).toMatchObject({ ok: false, status: 503, reason: breakdown })
    expect(onBreakdown).toHaveBeenCalledTimes(1)
  })

  test('uses up no proof', async () => {
    let broken = true
    const guard = guardWith(() => {
      if (broken) throw new Error('user store is down')
      return {}
    })
    const request = holder.presenting(await holder.token())
    await expect(guard.protect(request)).rejects.toThrow('user store')
    broken = false
    expect(codeOf(await guard.protect(request))).toBe('granted')
  })
})
