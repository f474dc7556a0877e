import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { KeyChoice, VerificationKey } from '../../src/issuer/index.js'
import { guardFor, present } from '../support/guard.js'
import { forbidUnhandledRejections, issuerFor, macrotask } from '../support/issuer.js'

forbidUnhandledRejections()

function onlyKey(choice: KeyChoice): VerificationKey {
  if (choice.kind !== 'found' || choice.keys[0] === undefined) throw new Error('Not found')
  return choice.keys[0]
}

async function pastCooldown(of: TestIssuer): Promise<void> {
  of.clock.advance(30)
  await macrotask()
}

describe('a key that is rotated in', () => {
  test('[R68] is accepted at once, without a restart, beside the old one', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    const old = of.keys.current()
    expect(await present(guard, await of.token())).toBe('granted')
    of.keys.rotate()
    expect(await present(guard, await of.token())).toBe('granted')
    expect(await present(guard, await of.token({ key: old }))).toBe('granted')
    expect(of.requests.jwks).toBe(2)
  })

  test('[R68] is accepted at once also when it is of another algorithm', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    for (const algorithm of ['ES384', 'Ed25519', 'RS256'] as const) {
      of.keys.rotate({ algorithm })
      expect(await present(guard, await of.token({ algorithm }))).toBe('granted')
      await pastCooldown(of)
    }
  })

  test('within the cooldown of another waits for its end, and is refused with 401 until then', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    await present(guard, await of.token({ header: { kid: 'unknown' } }))
    of.keys.rotate()
    expect(await present(guard, await of.token())).toBe('signing_key_unknown')
    of.clock.advance(30)
    expect(await present(guard, await of.token())).toBe('granted')
  })
})

describe('a key that is withdrawn', () => {
  test('[R68] is no longer believed after the next fetch', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    const old = of.keys.current()
    await guard.warmUp()
    of.keys.rotate({ keepOld: false })
    expect(await present(guard, await of.token({ key: old }))).toBe('granted')
    expect(await present(guard, await of.token())).toBe('granted')
    expect(await present(guard, await of.token({ key: old }))).toBe('signing_key_unknown')
  })

  test('takes tokens with it that passed before', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    const token = await of.token()
    expect(await present(guard, token)).toBe('granted')
    of.keys.rotate({ keepOld: false })
    expect(await present(guard, await of.token())).toBe('granted')
    expect(await present(guard, token)).toBe('signing_key_unknown')
  })

  test('is no longer believed after 10 min, though nobody brings an unknown key', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    const old = of.keys.current()
    await guard.warmUp()
    of.keys.rotate({ keepOld: false })
    of.clock.advance(600)
    await present(guard, await of.token({ key: old }))
    await expect.poll(async () => present(guard, await of.token({ key: old }))).not.toBe('granted')
  })

  test('is marked, so that a token it verified before is judged anew', async () => {
    const of = await createTestIssuer()
    const { keys } = issuerFor(of)
    const { kid } = of.keys.current()
    const old = onlyKey(await keys.choose(kid, 'ES256'))
    of.keys.rotate({ keepOld: false })
    expect(old.withdrawn).toBe(false)
    await keys.choose(of.keys.current().kid, 'ES256')
    expect(old.withdrawn).toBe(true)
  })

  test('works again when it is published again', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    const { keys } = issuerFor(of)
    const key = of.keys.current()
    const first = onlyKey(await keys.choose(key.kid, 'ES256'))
    expect(await present(guard, await of.token({ key }))).toBe('granted')
    of.keys.rotate({ keepOld: false })
    expect(await present(guard, await of.token())).toBe('granted')
    await keys.choose(of.keys.current().kid, 'ES256')
    expect(await present(guard, await of.token({ key }))).toBe('signing_key_unknown')
    of.keys.publish(key.publicJwk)
    await pastCooldown(of)
    expect(await present(guard, await of.token({ key }))).toBe('granted')
    const again = onlyKey(await keys.choose(key.kid, 'ES256'))
    expect([first.withdrawn, again.withdrawn]).toEqual([true, false])
  })
})

describe('a fetch that brings nothing new', () => {
  test('keeps the very keys, so that what they verified stays believed', async () => {
    const of = await createTestIssuer()
    const { keys } = issuerFor(of)
    const { kid } = of.keys.current()
    const before = onlyKey(await keys.choose(kid, 'ES256'))
    for (let turn = 0; turn < 3; turn++) {
      await keys.choose('unknown', 'ES256')
      expect(onlyKey(await keys.choose(kid, 'ES256'))).toBe(before)
      await pastCooldown(of)
    }
    expect(before.withdrawn).toBe(false)
    expect(of.requests.jwks).toBe(4)
  })

  test('keeps them also when the source was out of reach for longer than they were usable', async () => {
    const of = await createTestIssuer()
    const { keys } = issuerFor(of)
    const { kid } = of.keys.current()
    const before = onlyKey(await keys.choose(kid, 'ES256'))
    of.clock.advance(7200)
    expect(onlyKey(await keys.choose(kid, 'ES256'))).toBe(before)
  })
})
