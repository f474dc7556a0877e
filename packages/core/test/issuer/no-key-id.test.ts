import { createTestIssuer, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present } from '../support/guard.js'
import { forbidUnhandledRejections } from '../support/issuer.js'

forbidUnhandledRejections()

const withoutKid = { removeHeader: ['kid'] }

describe('tokens without a kid', () => {
  test('[R68] are verified with the one key there is', async () => {
    const of = await createTestIssuer()
    expect(await present(guardFor(of), await of.token(withoutKid))).toBe('granted')
  })

  test('[R68] are verified with whichever of several keys fits', async () => {
    const of = await createTestIssuer({ algorithms: ['ES256', 'ES384', 'Ed25519'] })
    const guard = guardFor(of)
    const keys = [of.keys.current(), of.keys.rotate(), of.keys.rotate()]
    for (const key of keys) {
      expect(await present(guard, await of.token({ ...withoutKid, key }))).toBe('granted')
    }
    for (const algorithm of ['ES384', 'Ed25519'] as const) {
      expect(await present(guard, await of.token({ ...withoutKid, algorithm }))).toBe('granted')
    }
    expect(of.requests.jwks).toBe(1)
  })

  test('[R68] are verified with keys that have no kid either', async () => {
    const of = await createTestIssuer()
    const { kid: _, ...nameless } = of.keys.current().publicJwk
    of.keys.replaceAll([nameless])
    const guard = guardFor(of)
    expect(await present(guard, await of.token(withoutKid))).toBe('granted')
    expect(await present(guard, await of.token())).toBe('signing_key_unknown')
  })

  test('show a rotation by a signature that fits no key: the keys are looked at once more', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    of.keys.rotate({ keepOld: false })
    expect(await present(guard, await of.token(withoutKid))).toBe('granted')
    expect(of.requests.jwks).toBe(2)
  })

  test('[A23] show it once per cooldown', async () => {
    const of = await createTestIssuer()
    const guard = guardFor(of)
    await guard.warmUp()
    const forged = () => of.token({ ...withoutKid, defect: 'other-key' })
    expect(await present(guard, await forged())).toBe('signature_invalid')
    of.keys.rotate({ keepOld: false })
    expect(await present(guard, await of.token(withoutKid))).toBe('signature_invalid')
    for (let turn = 0; turn < 10; turn++) await present(guard, await forged())
    expect(of.requests.jwks).toBe(2)
    of.clock.advance(30)
    expect(await present(guard, await of.token(withoutKid))).toBe('granted')
    expect(of.requests.jwks).toBe(3)
  })

  test('[A10, A23] cost a bounded number of verifications, however many keys there are', async () => {
    const of = await createTestIssuer()
    const good = of.keys.current()
    const others = Array.from({ length: 20 }, () => generateSigningKey('ES256').publicJwk)
    of.keys.replaceAll([...others.slice(0, 7), good.publicJwk, ...others.slice(7)])
    expect(await present(guardFor(of), await of.token(withoutKid))).toBe('granted')
    of.keys.replaceAll([...others.slice(0, 8), good.publicJwk, ...others.slice(8)])
    expect(await present(guardFor(of), await of.token(withoutKid))).toBe('signature_invalid')
    expect(await present(guardFor(of), await of.token())).toBe('granted')
  })

  test('find a key that is new among many old ones', async () => {
    const of = await createTestIssuer()
    const others = Array.from({ length: 20 }, () => generateSigningKey('ES256').publicJwk)
    of.keys.replaceAll(others)
    const guard = guardFor(of)
    await guard.warmUp()
    of.keys.rotate()
    expect(await present(guard, await of.token(withoutKid))).toBe('granted')
  })
})
