import { generateSigningKey } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import { LocalKeys } from '../../src/issuer/index.js'
import type { KeyChoice } from '../../src/issuer/key-set.js'

const a = generateSigningKey('ES256', { kid: 'a' }).publicJwk
const b = generateSigningKey('ES256', { kid: 'b' }).publicJwk

const addTo = (keys: unknown[]) => {
  keys.unshift(b)
  return keys
}

const first = (choice: KeyChoice) => (choice.kind === 'found' ? choice.keys[0] : undefined)

describe('keys of an issuer in this process', () => {
  test('are chosen like any others', async () => {
    const keys = new LocalKeys(() => ({ keys: [a, b] }))
    expect(first(await keys.choose('b', 'ES256'))?.keyId).toBe('b')
    expect(await keys.choose('c', 'ES256')).toEqual({ kind: 'unknown' })
    expect(await keys.choose('a', 'RS256')).toEqual({ kind: 'mismatch' })
    expect(await keys.chooseAgain()).toEqual({ kind: 'unknown' })
  })

  test('are at hand after the first time', async () => {
    const set = { keys: [a] }
    const keys = new LocalKeys(() => set)
    expect(keys.usable).toBe(false)
    expect(keys.choose('a', 'ES256')).toBeInstanceOf(Promise)
    await keys.choose('a', 'ES256')
    expect(keys.usable).toBe(true)
    expect(keys.choose('a', 'ES256')).toMatchObject({ kind: 'found' })
  })

  test.each<[how: string, change: (set: { keys: unknown[] }) => { keys: unknown[] }]>([
    ['in a new key set', () => ({ keys: [b, a] })],
    ['in a new one with the same list', ({ keys }) => ({ keys: addTo(keys) })],
    ['in the same list', (set) => Object.assign(set, { keys: addTo(set.keys) })],
    ['in another list', (set) => Object.assign(set, { keys: [b, a] })],
  ])('that are new %s are there at once', async (_how, change) => {
    let set: { keys: unknown[] } = { keys: [a] }
    const keys = new LocalKeys(() => set)
    const before = first(await keys.choose('a', 'ES256'))
    set = change(set)
    expect(keys.usable).toBe(false)
    expect(first(await keys.choose('b', 'ES256'))?.keyId).toBe('b')
    expect(first(await keys.choose('a', 'ES256'))).toBe(before)
    expect(before?.withdrawn).toBe(false)
  })

  test('that are withdrawn are gone at once', async () => {
    const set = { keys: [a, b] }
    const keys = new LocalKeys(() => set)
    const gone = first(await keys.choose('a', 'ES256'))
    set.keys.shift()
    expect(keys.usable).toBe(false)
    expect(await keys.choose('a', 'ES256')).toEqual({ kind: 'unknown' })
    expect(gone?.withdrawn).toBe(true)
  })

  test('that were exchanged one for one are other keys', async () => {
    const set = { keys: [a] }
    const keys = new LocalKeys(() => set)
    await keys.choose('a', 'ES256')
    set.keys[0] = b
    expect(keys.usable).toBe(false)
    expect(await keys.choose('a', 'ES256')).toEqual({ kind: 'unknown' })
  })

  test('stay usable in a new list of the same keys', async () => {
    const keys = new LocalKeys(() => ({ keys: [a, b] }))
    await keys.choose('a', 'ES256')
    expect(keys.usable).toBe(true)
  })

  test('may be promised, and are read once for one promise', async () => {
    let promise = Promise.resolve({ keys: [a] })
    const keys = new LocalKeys(() => promise)
    const choices = await Promise.all([keys.choose('a', 'ES256'), keys.choose('a', 'ES256')])
    expect(first(choices[0])).toBeDefined()
    expect(first(choices[0])).toBe(first(choices[1]))
    expect(keys.usable).toBe(true)
    promise = Promise.resolve({ keys: [b] })
    expect(keys.usable).toBe(false)
    expect(await keys.choose('a', 'ES256')).toEqual({ kind: 'unknown' })
  })

  test('may be none', async () => {
    const keys = new LocalKeys(() => ({ keys: [] }))
    expect(await keys.choose('a', 'ES256')).toEqual({ kind: 'unknown' })
  })

  test('that cannot be had are trouble of ours, and not for ever', async () => {
    const cause = new Error('The store is gone')
    const read = vi.fn<() => object | Promise<object>>(() => ({ keys: [a] }))
    const keys = new LocalKeys(read)
    const faults: readonly (() => object | Promise<object>)[] = [
      () => Promise.reject(cause),
      () => {
        throw cause
      },
      () => ({}),
      () => undefined as never,
    ]
    for (const fault of faults) {
      read.mockImplementation(fault)
      expect(keys.usable).toBe(false)
      await expect(async () => keys.choose('a', 'ES256')).rejects.toMatchObject({
        code: 'issuer_keys_invalid',
        cause: expect.any(Error),
      })
      read.mockImplementation(() => ({ keys: [a] }))
      expect(first(await keys.choose('a', 'ES256'))?.keyId).toBe('a')
      expect(keys.usable).toBe(true)
    }
  })
})
