import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present } from '../support/guard.js'
import {
  forbidUnhandledRejections,
  gateBefore,
  issuerFor,
  macrotask,
  waitUntil,
  warmGuardFor,
} from '../support/issuer.js'

forbidUnhandledRejections()

describe('keys that grow old', () => {
  test('are fetched again after 10 min, in the background, while they serve', async () => {
    const of = await createTestIssuer()
    const gate = gateBefore(of.fetch)
    const guard = guardFor(of, { fetch: gate.fetch })
    await guard.warmUp()
    of.clock.advance(599)
    expect(await present(guard, await of.token())).toBe('granted')
    expect(of.requests.jwks).toBe(1)
    of.clock.advance(1)
    gate.shut()
    for (let turn = 0; turn < 5; turn++) {
      expect(await present(guard, await of.token())).toBe('granted')
    }
    await waitUntil(() => of.requests.jwks === 2)
    gate.open()
    await macrotask()
    expect(of.requests.jwks).toBe(2)
  })

  test('are not believed when nobody asked for an hour', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    const old = of.keys.current()
    of.keys.rotate({ keepOld: false })
    of.clock.advance(3601)
    expect(await present(guard, await of.token({ key: old }))).toBe('signing_key_unknown')
    expect(of.requests.jwks).toBe(1)
  })

  test('[A40] are fetched anew when the clock was set back by hours', async () => {
    const of = await createTestIssuer()
    const guard = await warmGuardFor(of)
    const old = of.keys.current()
    of.keys.rotate({ keepOld: false })
    of.clock.advance(-5 * 3600)
    expect(await present(guard, await of.token({ key: old }))).toBe('granted')
    await expect.poll(async () => present(guard, await of.token({ key: old }))).not.toBe('granted')
    expect(await present(guard, await of.token())).toBe('granted')
    expect(of.requests.jwks).toBeLessThanOrEqual(2)
  })

  test('[A40] are looked for in a cooldown that a clock set back does not make longer', async () => {
    const of = await createTestIssuer()
    const { keys } = issuerFor(of)
    const old = of.keys.rotate()
    const choice = await keys.choose(old.kid, 'ES256')
    await keys.choose('unknown', 'ES256')
    of.keys.rotate({ keepOld: false })
    of.clock.advance(-5 * 3600)
    await keys.choose(old.kid, 'ES256')
    await waitUntil(() => choice.kind === 'found' && choice.keys[0]?.withdrawn === true)
    await macrotask()
    const { kid } = of.keys.rotate()
    expect(await keys.choose(kid, 'ES256')).toMatchObject({ kind: 'found' })
    for (let turn = 0; turn < 5; turn++) await keys.choose('unknown', 'ES256')
    expect(of.requests.jwks).toBe(4)
  })
})
