import { generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { chooseKeys, type KeySet, readKeySet, succeed } from '../../src/issuer/key-set.js'

const jwkOf = (kid: string, algorithm: 'ES256' | 'ES384' | 'Ed25519' = 'ES256') =>
  generateSigningKey(algorithm, { kid }).publicJwk
const a = jwkOf('a')
const b = jwkOf('b')
const junk = { kty: 'LWE', kid: 'junk' }

const named = ({ keys }: KeySet) => keys.map(({ keyId }) => keyId)

describe('reading a key set', () => {
  test('[R34] one bad key does not lose the set', async () => {
    const keys = [
      junk,
      a,
      null,
      42,
      'key',
      [],
      { ...b, x: undefined },
      { kty: 'oct', k: 'AAAA' },
      b,
    ]
    expect(named(await readKeySet({ keys }))).toEqual(['a', 'b'])
  })

  test.each([
    [undefined],
    [null],
    ['{"keys":[]}'],
    [[a]],
    [{}],
    [{ keys: a }],
    [{ keys: { 0: a, length: 1 } }],
    [{ keys: 'a' }],
    [{ Keys: [a] }],
  ])('[R34, A24] what has no list of keys is none: %j', async (body) => {
    await expect(readKeySet(body)).rejects.toThrow('not a JWK Set')
  })

  test.each([[[]], [[junk]], [[{ ...a, use: 'enc' }]]])(
    '[R34, A24] a set without a usable key is broken: %j',
    async (keys) => {
      await expect(readKeySet({ keys })).rejects.toThrow('no key that verifies signatures')
    },
  )

  test('a key that is listed twice is one key', async () => {
    expect(named(await readKeySet({ keys: [a, b, { ...a }, a] }))).toEqual(['a', 'b'])
  })

  test('[A11] of 100 000 keys most are not even looked at', async () => {
    let looks = 0
    const tripwire = {
      get kty() {
        looks += 1
        return 'LWE'
      },
    }
    const keys = [a, ...Array.from({ length: 99_999 }, () => tripwire)]
    expect(named(await readKeySet({ keys }))).toEqual(['a'])
    expect(looks).toBeGreaterThan(0)
    expect(looks).toBeLessThan(100 * 20)
  })
})

describe('a set that follows another', () => {
  test('keeps the very keys that are published still', async () => {
    const first = await readKeySet({ keys: [a, b] })
    const second = succeed(first, await readKeySet({ keys: [b, a] }))
    expect(second.keys[0]).toBe(first.keys[1])
    expect(second.keys[1]).toBe(first.keys[0])
    expect(first.keys.map(({ withdrawn }) => withdrawn)).toEqual([false, false])
  })

  test('marks the keys that are gone, so that nothing they verified is believed on', async () => {
    const first = await readKeySet({ keys: [a, b] })
    const second = succeed(first, await readKeySet({ keys: [b] }))
    expect(named(second)).toEqual(['b'])
    expect(first.keys.map(({ withdrawn }) => withdrawn)).toEqual([true, false])
  })

  test('takes a key for another when its name stays and its material changes', async () => {
    const first = await readKeySet({ keys: [a] })
    const second = succeed(first, await readKeySet({ keys: [jwkOf('a')] }))
    expect(first.keys[0]?.withdrawn).toBe(true)
    expect(second.keys[0]?.withdrawn).toBe(false)
  })

  test('believes a key again that comes back', async () => {
    const first = await readKeySet({ keys: [a, b] })
    const without = succeed(first, await readKeySet({ keys: [b] }))
    const again = succeed(without, await readKeySet({ keys: [a, b] }))
    expect(named(again)).toEqual(['a', 'b'])
    expect(again.keys.map(({ withdrawn }) => withdrawn)).toEqual([false, false])
  })
})

describe('choosing', () => {
  const kinds = (set: KeySet, kid: string | undefined, algorithm: string) => {
    const choice = chooseKeys(set, kid, algorithm)
    return choice.kind === 'found' ? named({ keys: choice.keys }) : choice.kind
  }

  test('by name and algorithm', async () => {
    const set = await readKeySet({ keys: [a, b, jwkOf('c', 'ES384')] })
    expect(kinds(set, 'a', 'ES256')).toEqual(['a'])
    expect(kinds(set, 'c', 'ES384')).toEqual(['c'])
    expect(kinds(set, 'd', 'ES256')).toBe('unknown')
  })

  test('[R31] names are compared exactly', async () => {
    const set = await readKeySet({ keys: [a] })
    for (const kid of ['A', 'a ', ' a', 'a\u0000', '']) {
      expect(kinds(set, kid, 'ES256')).toBe('unknown')
    }
  })

  test('[R44] a known key that is for another algorithm is a mismatch, not a reason to fetch', async () => {
    const set = await readKeySet({ keys: [a] })
    for (const algorithm of ['ES384', 'RS256', 'HS256', 'none', 'es256', '__proto__', 'toString']) {
      expect(kinds(set, 'a', algorithm)).toBe('mismatch')
    }
  })

  test('without a name every key that fits is a candidate', async () => {
    const set = await readKeySet({ keys: [a, b, jwkOf('c', 'ES384')] })
    expect(kinds(set, undefined, 'ES256')).toEqual(['a', 'b'])
    expect(kinds(set, undefined, 'ES384')).toEqual(['c'])
    expect(kinds(set, undefined, 'RS256')).toBe('unknown')
  })

  test('[R201] a name that several keys share is settled by the algorithm', async () => {
    const set = await readKeySet({ keys: [a, jwkOf('a', 'ES384'), jwkOf('a', 'Ed25519')] })
    for (const algorithm of ['ES256', 'ES384', 'Ed25519', 'EdDSA']) {
      const choice = chooseKeys(set, 'a', algorithm)
      if (choice.kind !== 'found') throw new Error('Not found')
      expect(choice.keys).toHaveLength(1)
      expect([...(choice.keys[0]?.prepared.keys() ?? [])]).toContain(algorithm)
    }
    expect(kinds(set, 'a', 'RS256')).toBe('mismatch')
  })

  test('[R201] a name that two keys of one algorithm share leaves two candidates', async () => {
    const set = await readKeySet({ keys: [a, jwkOf('a')] })
    expect(kinds(set, 'a', 'ES256')).toEqual(['a', 'a'])
  })

  test('[A5] names of prototypes name nothing', async () => {
    const set = await readKeySet({ keys: [a] })
    for (const kid of ['__proto__', 'constructor', 'toString', 'length', '0']) {
      expect(kinds(set, kid, 'ES256')).toBe('unknown')
    }
  })
})
