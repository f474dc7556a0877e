import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present } from '../support/guard.js'
import { heapAfterCollection } from '../support/heap.js'
import {
  forbidUnhandledRejections,
  gateBefore,
  issuerFor,
  tokenOfUnknownKey,
  waitUntil,
  warmGuardFor,
} from '../support/issuer.js'

forbidUnhandledRejections()

describe('a flood of unknown keys', () => {
  test('[A23] 300 distinct kids cause one more key fetch while good tokens pass', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    const good = await of.token()
    expect(await present(guard, good)).toBe('granted')
    for (let round = 0; round < 30; round++) {
      const flood = await Promise.all(Array.from({ length: 10 }, () => tokenOfUnknownKey(of)))
      const ends = await Promise.all([...flood, good].map((token) => present(guard, token)))
      expect(ends.pop()).toBe('granted')
      expect(new Set(ends)).toEqual(new Set(['signing_key_unknown']))
    }
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 2 })
  })

  test('[A23] at a cold guard it causes two, though 300 come at once', async () => {
    const of = await createTestIssuer()
    of.fault('jwks', { kind: 'delay', milliseconds: 20 })
    const guard = guardFor(of)
    const flood = await Promise.all(Array.from({ length: 300 }, () => tokenOfUnknownKey(of)))
    const ends = await Promise.all(flood.map((token) => present(guard, token)))
    expect(new Set(ends)).toEqual(new Set(['signing_key_unknown']))
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1 })
    await Promise.all(flood.map((token) => present(guard, token)))
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 2 })
  })

  test('[A23] no mixture of algorithms, kids and bad signatures gets around the cooldown', async () => {
    const of = await createTestIssuer({ algorithms: ['ES256', 'ES384'] })
    const guard = await warmGuardFor(of)
    const { kid } = of.keys.current('ES256')
    for (let round = 0; round < 5; round++) {
      const flood = await Promise.all([
        of.token({ removeHeader: ['kid'], defect: 'other-key' }),
        of.token({ removeHeader: ['kid'], defect: 'tampered-signature' }),
        of.token({ removeHeader: ['kid'], header: { alg: 'RS256' } }),
        of.token({ removeHeader: ['kid'], header: { alg: 'PS512' } }),
        of.token({ algorithm: 'ES384', removeHeader: ['kid'], defect: 'other-key' }),
        of.token({ header: { kid, alg: 'ES384' } }),
        of.token({ header: { kid, alg: 'EdDSA' } }),
        of.token({ header: { kid }, defect: 'other-key' }),
        of.token({ defect: 'embedded-jwk' }),
        of.token({ defect: 'embedded-jku' }),
        tokenOfUnknownKey(of),
      ])
      for (const token of flood) expect(await present(guard, token)).not.toBe('granted')
      await Promise.all(flood.map((token) => present(guard, token)))
    }
    expect(of.requests).toMatchObject({ discovery: 0, jwks: 1 })
  })

  test('[A23] a bad signature under a known kid is no reason to fetch', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    for (const defect of ['other-key', 'tampered-signature', 'tampered-payload'] as const) {
      expect(await present(guard, await of.token({ defect }))).toBe('signature_invalid')
    }
    expect(of.requests.total).toBe(0)
  })

  test('[A23] one fetch per 30 s, however long it lasts', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    for (let second = 0; second < 300; second++) {
      await present(guard, await tokenOfUnknownKey(of))
      of.clock.advance(1)
    }
    expect(of.requests.jwks).toBe(10)
  })

  test('[A23] the cooldown is over after just 30 s', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    await present(guard, await tokenOfUnknownKey(of))
    of.clock.advance(29.999)
    await present(guard, await tokenOfUnknownKey(of))
    expect(of.requests.jwks).toBe(1)
    of.clock.advance(0.001)
    await present(guard, await tokenOfUnknownKey(of))
    expect(of.requests.jwks).toBe(2)
  })

  test('[A23] the cooldown can be set', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of, { keys: { cooldownSeconds: 2 } })
    await guard.warmUp()
    for (let second = 0; second < 4; second++) {
      await present(guard, await tokenOfUnknownKey(of))
      of.clock.advance(1)
    }
    expect(of.requests.jwks).toBe(3)
  })

  test('[A23] leaves nothing behind: kids that are unknown are not remembered', async () => {
    const of = await createTestIssuer()
    const { keys } = issuerFor(of)
    await keys.warmUp()
    await keys.choose('first', 'ES256')
    const before = heapAfterCollection()
    for (let turn = 0; turn < 20_000; turn++) await keys.choose(`${turn}`.padEnd(1000), 'ES256')
    expect(heapAfterCollection() - before).toBeLessThan(2_000_000)
    expect(of.requests.jwks).toBe(2)
  })

  /** Long enough for what waits for nothing from outside. */
  async function manyTurns() {
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  /** A guard whose keys are being renewed by a fetch that the issuer has answered before it rotates. */
  async function renewing() {
    const of = await createTestIssuer()
    const gate = gateBefore(of.fetch)
    const guard = guardFor(of, { fetch: gate.fetch })
    await guard.warmUp()
    of.clock.advance(600)
    gate.shut()
    expect(await present(guard, await of.token())).toBe('granted')
    await waitUntil(() => of.requests.jwks === 2)
    of.keys.rotate()
    return { of, gate, guard }
  }

  test.each([
    ['with a kid', {}],
    ['without', { removeHeader: ['kid'] }],
  ])(
    '[R68] a fetch that began before a key was published refuses no token of it, %s',
    async (_, form) => {
      const { of, gate, guard } = await renewing()
      const token = await of.token(form)
      const early = Promise.all([1, 2, 3].map(() => present(guard, token)))
      await manyTurns()
      gate.open()
      expect(await early).toEqual(['granted', 'granted', 'granted'])
      expect(of.requests.jwks).toBe(3)
    },
  )

  test('[A23] a flood that joins such a fetch causes one more, and uses the cooldown up', async () => {
    const { of, gate, guard } = await renewing()
    const flood = await Promise.all(Array.from({ length: 100 }, () => tokenOfUnknownKey(of)))
    const ends = Promise.all(flood.map((token) => present(guard, token)))
    await manyTurns()
    gate.open()
    expect(new Set(await ends)).toEqual(new Set(['signing_key_unknown']))
    await Promise.all(flood.map((token) => present(guard, token)))
    expect(of.requests.jwks).toBe(3)
  })
})
