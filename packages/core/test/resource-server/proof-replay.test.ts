import { createTestClock, createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import {
  type DenialCode,
  memoryReplayStore,
  type ReplayStore,
  type Requirement,
  scopes,
} from '../../src/index.js'
import { certificate, peerWith } from '../support/certificates.js'
import { codeOf, granted, guardFor, present, refused, valuesOf } from '../support/guard.js'
import { createHolder, itemsUrl, presentation } from '../support/holder.js'

const start = 1_700_000_000
const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const token = await holder.token()
const doublyBound = await holder.token({
  cnf: { jkt: holder.key.thumbprint, 'x5t#S256': certificate.thumbprint },
})

/** The kinds of token that a proof may go with. */
const formats: readonly [string, (issuer: TestIssuer) => Promise<string> | string][] = [
  ['a JWT', (of) => of.token({ claims: { cnf: { jkt: holder.key.thumbprint } } })],
  ['a reference token', (of) => of.issueReferenceToken({ cnf: { jkt: holder.key.thumbprint } })],
]
const introspection = { clientId: 'api1', clientSecret: 'api1_secret' }

describe.each(formats)('%s', (_what, make) => {
  test('[R120, A13] fifty parallel copies of one proof: exactly one passes', async () => {
    const guard = guardFor(issuer, { introspection })
    const request = holder.presenting(await make(issuer))
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => guard.protect(request)))
    const codes = outcomes.map(codeOf)
    expect(codes.filter((code) => code === 'granted')).toHaveLength(1)
    expect(codes.filter((code) => code === 'dpop_proof_replayed')).toHaveLength(49)
  })

  test('[R120, A13] the same with a store that takes its time, and two guards on it', async () => {
    const memory = memoryReplayStore({ clock: issuer.clock })
    const reserve: ReplayStore['reserve'] = async (key, expiresAt) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
      return memory.reserve(key, expiresAt)
    }
    const guards = [0, 1].map(() => guardFor(issuer, { introspection, replayStore: { reserve } }))
    const request = holder.presenting(await make(issuer))
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => guards[index % 2]?.protect(request)),
    )
    expect(outcomes.filter((outcome) => outcome?.ok)).toHaveLength(1)
  })

  test('[R95] a long token asks nothing of the proof: its length is another one', async () => {
    const own = await make(issuer)
    const long = own.includes('.')
      ? await issuer.token({
          claims: { cnf: { jkt: holder.key.thumbprint }, roles: 'x'.repeat(6500) },
        })
      : issuer.issueReferenceToken({ cnf: { jkt: holder.key.thumbprint } }, 'x'.repeat(9000))
    expect(long.length).toBeGreaterThan(8192)
    const guard = guardFor(issuer, { introspection })
    expect(codeOf(await guard.protect(holder.presenting(long)))).toBe('granted')
  })

  test('[R120] a copy that comes later is 401 invalid_dpop_proof', async () => {
    const guard = guardFor(issuer, { introspection })
    const request = holder.presenting(await make(issuer))
    expect(codeOf(await guard.protect(request))).toBe('granted')
    const answer = refused(await guard.protect(request))
    expect([answer.status, answer.reason.code]).toEqual([401, 'dpop_proof_replayed'])
    expect(valuesOf(answer, 'www-authenticate')[0]).toMatch(/^DPoP error="invalid_dpop_proof", /)
  })
})

test('[R120] ten clients, twenty proofs each, at once: all pass', async () => {
  const guard = guardFor(issuer)
  const requests = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const client = createHolder(issuer)
      const bound = await client.token()
      return Array.from({ length: 20 }, () => client.presenting(bound))
    }),
  )
  const outcomes = await Promise.all(requests.flat().map((request) => guard.protect(request)))
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(200)
})

describe('what a proof is remembered by', () => {
  const jti = 'the same'

  test('[R121, A14] one jti under two keys passes twice: nobody uses up that of another', async () => {
    const guard = guardFor(issuer)
    const other = createHolder(issuer)
    const otherToken = await other.token()
    expect(codeOf(await guard.protect(other.presenting(otherToken, { claims: { jti } })))).toBe(
      'granted',
    )
    expect(codeOf(await guard.protect(holder.presenting(token, { claims: { jti } })))).toBe(
      'granted',
    )
    expect(codeOf(await guard.protect(holder.presenting(token, { claims: { jti } })))).toBe(
      'dpop_proof_replayed',
    )
  })

  test('[R121] one jti for two URLs passes twice, for two spellings of one URL once', async () => {
    const guard = guardFor(issuer)
    const claims = { jti: 'for two URLs' }
    const at = (url: string, target: string) =>
      guard.protect(holder.presenting(token, { claims, url }, { target }))
    expect(codeOf(await at(itemsUrl, '/items'))).toBe('granted')
    expect(codeOf(await at(`${itemsUrl}/1`, '/items/1'))).toBe('granted')
    expect(codeOf(await at('HTTPS://API.example.com:443/%69tems?x=1', '/items?y=2'))).toBe(
      'dpop_proof_replayed',
    )
    expect(codeOf(await at(itemsUrl, '/%69tems'))).toBe('dpop_proof_replayed')
  })

  test('[R120] one jti with another method, token, time or spelling of the header is the same', async () => {
    const guard = guardFor(issuer)
    const claims = { jti: 'once' }
    const again = await holder.token({ scope: 'other' })
    const iat = Math.floor(issuer.clock.seconds()) - 5
    const requests = [
      holder.presenting(token, { claims }),
      holder.presenting(token, { claims, method: 'POST' }, { method: 'POST' }),
      holder.presenting(again, { claims }),
      holder.presenting(token, { claims: { ...claims, iat } }),
      holder.presenting(token, { claims: { ...claims, more: 1 } }),
      holder.presenting(token, { claims, header: { kid: 'another' } }),
    ]
    const codes: string[] = []
    for (const request of requests) codes.push(codeOf(await guard.protect(request)))
    expect(codes).toEqual(['granted', ...Array(5).fill('dpop_proof_replayed')])
  })

  test('[R120] two guards with stores of their own remember each for itself', async () => {
    const request = holder.presenting(token)
    expect(codeOf(await guardFor(issuer).protect(request))).toBe('granted')
    expect(codeOf(await guardFor(issuer).protect(request))).toBe('granted')
  })
})

type Row = readonly [
  what: string,
  parts: Parameters<typeof holder.presenting>[1],
  requirement: Requirement,
  code: DenialCode,
]

describe('a request that protect refuses uses up no proof', () => {
  const reserve = vi.fn(() => true)
  const guard = guardFor(issuer, { replayStore: { reserve }, mtls: 'allowed' })

  test.each<Row>([
    ['a scope that is missing', {}, { policy: scopes('api1.write') }, 'scope_insufficient'],
    ['a policy that says no', {}, { policy: () => false }, 'policy_refused'],
    ['a policy that says no later', {}, { policy: async () => false }, 'policy_refused'],
    ['another method', { method: 'POST' }, {}, 'dpop_method_mismatch'],
    ['another URL', { url: `${itemsUrl}/1` }, {}, 'dpop_url_mismatch'],
    ['another token', { token: 'x' }, {}, 'dpop_token_mismatch'],
    ['another key', { key: createHolder(issuer).key }, {}, 'dpop_key_mismatch'],
    ['a bad signature', { defect: 'tampered-signature' }, {}, 'dpop_signature_invalid'],
    ['an old proof', { claims: { iat: 1 } }, {}, 'dpop_proof_expired'],
  ])('[R121, A14] %s', async (_what, parts, requirement, code) => {
    reserve.mockClear()
    const request = holder.presenting(token, parts)
    expect(codeOf(await guard.protect(request, requirement))).toBe(code)
    expect(reserve).not.toHaveBeenCalled()
  })

  test('[R121] the certificate that is missing beside a good proof', async () => {
    reserve.mockClear()
    expect(codeOf(await guard.protect(holder.presenting(doublyBound)))).toBe('certificate_missing')
    expect(reserve).not.toHaveBeenCalled()
    const peer = peerWith(certificate)
    expect(codeOf(await guard.protect(holder.presenting(doublyBound, {}, { peer })))).toBe(
      'granted',
    )
    expect(reserve).toHaveBeenCalledTimes(1)
  })

  test('[R121] a policy that throws', async () => {
    reserve.mockClear()
    const policy = (): boolean => {
      throw new Error('Boom')
    }
    await expect(guard.protect(holder.presenting(token), { policy })).rejects.toThrow('Boom')
    expect(reserve).not.toHaveBeenCalled()
  })

  test('[R121] the same proof passes when what was wrong is put right', async () => {
    const fresh = guardFor(issuer)
    const request = holder.presenting(token)
    expect(codeOf(await fresh.protect(request, { policy: scopes('api1.write') }))).toBe(
      'scope_insufficient',
    )
    expect(codeOf(await fresh.protect(request, { policy: scopes('api1.read') }))).toBe('granted')
    expect(codeOf(await fresh.protect(request, { policy: scopes('api1.read') }))).toBe(
      'dpop_proof_replayed',
    )
  })

  test('[R121] a policy of a later authorize comes after the write: its 403 uses the proof up', async () => {
    const fresh = guardFor(issuer)
    const request = holder.presenting(token)
    const outcome = await fresh.protect(request)
    if (!outcome.ok) throw new Error('It was refused')
    const later = await fresh.authorize(request, outcome.access, { policy: scopes('api1.write') })
    expect(codeOf(later)).toBe('scope_insufficient')
    expect(valuesOf(later, 'www-authenticate')[0]).toMatch(/^DPoP error="insufficient_scope"/)
    expect(codeOf(await fresh.protect(request))).toBe('dpop_proof_replayed')
  })
})

describe('the memory covers the whole time in which a proof is accepted', () => {
  const clock = createTestClock(start * 1000)

  test.each([-60, -59.1, -30, -0.5, 0, 0.9, 9.9, 10])(
    '[R120, R121] a proof made %d s from now cannot come twice, however long one waits',
    async (offset) => {
      clock.set(start * 1000)
      const own = await createTestIssuer({ clock })
      const client = createHolder(own)
      const bound = await client.token({ iat: start - 100, exp: start + 10_000 })
      const guard = guardFor(own)
      const request = client.presenting(bound, { claims: { iat: start + offset } })
      expect(codeOf(await guard.protect(request))).toBe('granted')
      for (let later = 0; later <= 75; later += 0.1) {
        clock.set((start + later) * 1000)
        expect(codeOf(await guard.protect(request))).toMatch(/^dpop_proof_(?:replayed|expired)$/)
      }
    },
  )

  test('[R120, R121] first at its earliest, again in the last second of its time', async () => {
    const own = await createTestIssuer({ clock })
    const client = createHolder(own)
    clock.set(start * 1000)
    const bound = await client.token({ iat: start - 100, exp: start + 10_000 })
    const guard = guardFor(own)
    const request = client.presenting(bound, { claims: { iat: start + 10 } })
    expect(codeOf(await guard.protect(request))).toBe('granted')
    clock.set((start + 10 + 60) * 1000)
    expect(codeOf(await guard.protect(request))).toBe('dpop_proof_replayed')
    clock.set((start + 10 + 60 + 0.9) * 1000)
    expect(codeOf(await guard.protect(request))).toBe('dpop_proof_expired')
  })
})

describe('a store in trouble', () => {
  const fault = (reserve: ReplayStore['reserve']) => guardFor(issuer, { replayStore: { reserve } })
  const throwing = () => {
    throw new Error('Connection lost')
  }

  test.each<[string, ReplayStore['reserve']]>([
    ['throws', throwing],
    ['rejects', async () => throwing()],
    ['answers OK', async () => 'OK' as never],
  ])(
    '[R122, A14, A20, C8] that %s is 503 for proofs, and bearer tokens go on',
    async (_how, reserve) => {
      const onBreakdown = vi.fn()
      const guard = guardFor(issuer, { replayStore: { reserve }, onBreakdown })
      const answer = refused(await guard.protect(holder.presenting(token)))
      expect([answer.status, answer.reason.code]).toEqual([503, 'replay_store_unavailable'])
      expect(valuesOf(answer, 'retry-after')).toEqual(['1'])
      expect(valuesOf(answer, 'www-authenticate')).toEqual([])
      expect(valuesOf(answer, 'cache-control')).toEqual(['no-store'])
      expect(answer.body).not.toContain('Connection lost')
      expect(onBreakdown).toHaveBeenCalledTimes(1)
      expect(await present(guard, await issuer.token())).toBe('granted')
    },
  )

  test('[R122] is not asked for what is refused anyway', async () => {
    const outcome = await fault(throwing).protect(holder.presenting(token, { defect: 'other-key' }))
    expect(codeOf(outcome)).toBe('dpop_key_mismatch')
  })

  test('[R122, A14, C8] that is full is 503 replay_store_full, and takes more later', async () => {
    const clock = createTestClock(start * 1000)
    const own = await createTestIssuer({ clock })
    const client = createHolder(own)
    const bound = await client.token({ exp: start + 1000 })
    const replayStore = memoryReplayStore({ maximumEntries: 2, clock })
    const guard = guardFor(own, { replayStore })
    for (let count = 0; count < 2; count++) {
      expect(codeOf(await guard.protect(client.presenting(bound)))).toBe('granted')
    }
    const answer = refused(await guard.protect(client.presenting(bound)))
    expect([answer.status, answer.reason.code]).toEqual([503, 'replay_store_full'])
    expect(valuesOf(answer, 'retry-after')).toEqual(['5'])
    clock.advance(70)
    expect(granted(await guard.protect(client.presenting(bound))).binding).toBe('dpop')
  })

  test('[R122] a proof that came in time while the store recovers passes once', async () => {
    let broken = true
    const memory = memoryReplayStore({ clock: issuer.clock })
    const guard = fault((key, expiresAt) => {
      if (broken) throw new Error('Connection lost')
      return memory.reserve(key, expiresAt)
    })
    const request = holder.presenting(token)
    expect(codeOf(await guard.protect(request))).toBe('replay_store_unavailable')
    broken = false
    expect(codeOf(await guard.protect(request))).toBe('granted')
    expect(codeOf(await guard.protect(request))).toBe('dpop_proof_replayed')
  })
})

test('[R121] the store is told a digest: neither token nor jti nor URL', async () => {
  const keys: string[] = []
  const reserve: ReplayStore['reserve'] = (key) => {
    keys.push(key)
    return true
  }
  const guard = guardFor(issuer, { replayStore: { reserve } })
  await guard.protect(holder.presenting(token, { claims: { jti: 'x'.repeat(256) } }))
  expect(keys).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)])
  await guard.protect(presentation({ token: await issuer.token() }))
  expect(keys).toHaveLength(1)
})
