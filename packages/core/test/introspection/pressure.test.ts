import { createTestIssuer, type Fault } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { Breakdown } from '../../src/index.js'
import { codeOf, present, refused, valuesOf } from '../support/guard.js'
import { forbidUnhandledRejections } from '../support/issuer.js'
import { withBearer } from '../support/request.js'
import { asking, expectServiceUnavailable, setting } from './setting.js'

forbidUnhandledRejections()

function tally(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

describe('the ceiling on concurrent calls', () => {
  test('[R84] [A25] holds for any flood of tokens, and the others get 503', async () => {
    const { issuer, guard } = await setting({ maximumConcurrentCalls: 7 })
    issuer.fault('introspection', { kind: 'delay', milliseconds: 20 })
    const codes = await Promise.all(
      Array.from({ length: 500 }, () => present(guard, issuer.opaqueToken())),
    )
    expect(tally(codes)).toEqual({ token_inactive: 7, introspection_overloaded: 493 })
    expect(issuer.requests.peak.introspection).toBe(7)
    expect(issuer.requests.introspection).toBe(7)
  })

  test('[R84] is 100 by default', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'delay', milliseconds: 20 })
    await Promise.all(Array.from({ length: 300 }, () => present(guard, issuer.opaqueToken())))
    expect(issuer.requests.peak.introspection).toBe(100)
  })

  test('[R84] [C8] says when to come again, and lets go as soon as calls are back', async () => {
    const { issuer, guard } = await setting({ maximumConcurrentCalls: 1 })
    issuer.fault('introspection', { kind: 'delay', milliseconds: 50 })
    const token = issuer.issueReferenceToken()
    const first = present(guard, issuer.issueReferenceToken())
    await expect.poll(() => issuer.requests.introspection).toBe(1)
    const second = await guard.protect(withBearer(token))
    expectServiceUnavailable(
      second,
      'introspection_overloaded',
      '1 calls to "https://issuer.test" are under way',
    )
    expect(valuesOf(second, 'retry-after')).toEqual(['1'])
    expect(await first).toBe('granted')
    expect(await present(guard, token)).toBe('granted')
  })

  test('[R84] tokens that are known need no call, and are let through meanwhile', async () => {
    const { issuer, guard } = await setting({ maximumConcurrentCalls: 1 })
    const [known, junk] = [issuer.issueReferenceToken(), issuer.opaqueToken()]
    await present(guard, known)
    await present(guard, junk)
    issuer.fault('introspection', { kind: 'delay', milliseconds: 50 })
    const busy = present(guard, issuer.opaqueToken())
    await expect.poll(() => issuer.requests.introspection).toBe(3)
    expect(await present(guard, known)).toBe('granted')
    expect(await present(guard, junk)).toBe('token_inactive')
    await busy
  })

  test.each([{ kind: 'network' }, { kind: 'status', status: 500 }, { kind: 'html' }] as const)(
    '[R84] calls that fail (%j) give their place back',
    async (fault) => {
      const { issuer, guard } = await setting({ maximumConcurrentCalls: 1 })
      issuer.fault('introspection', fault)
      for (let call = 0; call < 3; call++) await present(guard, issuer.opaqueToken())
      issuer.fault('introspection', undefined)
      expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    },
  )
})

describe('the circuit', () => {
  const failing: Fault[] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 401 },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 429 },
    { kind: 'network' },
    { kind: 'html' },
    { kind: 'redirect', location: 'https://intruder.test/' },
  ]

  test.each(failing)(
    '[R84] [C8] stops hammering an endpoint that keeps failing: %j',
    async (fault) => {
      const { issuer, guard } = await setting()
      issuer.fault('introspection', fault)
      const codes: string[] = []
      for (let request = 0; request < 50; request++) {
        codes.push(await present(guard, issuer.issueReferenceToken()))
      }
      expect(codes.slice(0, 5)).not.toContain('introspection_suspended')
      expect(new Set(codes.slice(5))).toEqual(new Set(['introspection_suspended']))
      expect(issuer.requests.introspection).toBe(fault.kind === 'network' ? 10 : 5)
    },
  )

  test('[C8] tells why, to the operator alone, and when to come again', async () => {
    const { issuer, guard } = await setting({ clientSecret: 'old' })
    for (let request = 0; request < 5; request++) await present(guard, issuer.opaqueToken())
    const outcome = await guard.protect(withBearer(issuer.opaqueToken()))
    expectServiceUnavailable(
      outcome,
      'introspection_suspended',
      'Introspection at "https://issuer.test" keeps failing (introspection_credentials_refused) and is left alone for a moment',
    )
    const { cause } = refused(outcome).reason as Breakdown
    expect(cause).toMatchObject({ code: 'introspection_credentials_refused' })
    expect(refused(outcome).body).not.toContain('introspection')
  })

  test('probes again, and one good answer closes it', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'status', status: 500 })
    for (let request = 0; request < 6; request++) await present(guard, issuer.opaqueToken())
    issuer.fault('introspection', undefined)
    issuer.clock.advance(0.5)
    const tokens = Array.from({ length: 10 }, () => issuer.issueReferenceToken())
    expect(await present(guard, tokens[0] ?? '')).toBe('granted')
    const codes = await Promise.all(tokens.map((token) => present(guard, token)))
    expect(tally(codes)).toEqual({ granted: 10 })
  })

  test('probes every 5 s at the latest while requests come, and no more often than that', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'status', status: 500 })
    for (let request = 0; request < 5; request++) await present(guard, issuer.opaqueToken())
    // Ten minutes of four requests a second.
    const probes: number[] = []
    for (let step = 0; step < 2400; step++) {
      issuer.clock.advance(0.25)
      const before = issuer.requests.introspection
      await present(guard, `junk-${step}`)
      if (issuer.requests.introspection > before) probes.push(step * 0.25)
    }
    const gaps = probes.slice(1).map((at, index) => at - (probes[index] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5)
    expect(Math.min(...gaps.slice(4))).toBe(5)
  })

  test('what is known serves on while it is open', async () => {
    const { issuer, guard } = await setting()
    const token = issuer.issueReferenceToken()
    await present(guard, token)
    issuer.fault('introspection', { kind: 'status', status: 500 })
    for (let request = 0; request < 6; request++) await present(guard, issuer.opaqueToken())
    expect(await present(guard, token)).toBe('granted')
  })

  test.each([400, 413, 414, 422, 431])(
    '[A25] questions that are not liked (%i) open it for nobody',
    async (status) => {
      const { issuer, guard } = await setting()
      issuer.fault('introspection', { kind: 'status', status }, { times: 20 })
      for (let request = 0; request < 20; request++) {
        expect(await present(guard, issuer.opaqueToken())).toBe('introspection_request_refused')
      }
      expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    },
  )

  test('tokens that are not active are answers, not failures', async () => {
    const { issuer, guard } = await setting()
    for (let request = 0; request < 20; request++) {
      expect(await present(guard, issuer.opaqueToken())).toBe('token_inactive')
    }
    expect(issuer.requests.introspection).toBe(20)
  })

  test('is of one issuer: another guard, another circuit', async () => {
    const issuer = await createTestIssuer()
    const [broken, good] = [asking(issuer, { clientSecret: 'old' }), asking(issuer)]
    for (let request = 0; request < 6; request++) await present(broken, issuer.opaqueToken())
    const token = issuer.issueReferenceToken()
    expect(codeOf(await broken.protect(withBearer(token)))).toBe('introspection_suspended')
    expect(codeOf(await good.protect(withBearer(token)))).toBe('granted')
  })
})
