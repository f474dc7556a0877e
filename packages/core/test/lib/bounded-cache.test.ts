import { describe, expect, test } from 'vitest'
import { BoundedCache } from '../../src/lib/bounded-cache.js'

function filled(maximumEntries: number, count: number): BoundedCache<number> {
  const cache = new BoundedCache<number>(maximumEntries)
  for (let index = 0; index < count; index++) cache.set(`key ${index}`, index)
  return cache
}

describe('a bounded cache', () => {
  test('gives back what was set, the latest of it', () => {
    const cache = filled(10, 3)
    cache.set('key 1', 7)
    expect([cache.get('key 0'), cache.get('key 1'), cache.get('key 3')]).toEqual([0, 7, undefined])
  })

  test.each([2, 3, 10, 1000])('[R84] of %i entries never holds more', (maximumEntries) => {
    const cache = new BoundedCache<number>(maximumEntries)
    let most = 0
    for (let index = 0; index < 5000; index++) {
      cache.set(`key ${index}`, index)
      cache.get(`key ${index - 1}`)
      cache.get(`key ${Math.floor(index / 2)}`)
      most = Math.max(most, cache.size)
    }
    expect(most).toBeLessThanOrEqual(maximumEntries)
    expect(most).toBeGreaterThan(maximumEntries / 2 - 1)
  })

  test('holds at least the latest half of its bound', () => {
    const cache = filled(10, 1000)
    const latest = [999, 998, 997, 996, 995].map((index) => cache.get(`key ${index}`))
    expect(latest).toEqual([999, 998, 997, 996, 995])
    expect(cache.get('key 989')).toBeUndefined()
  })

  test('what is read stays while others come', () => {
    const cache = new BoundedCache<number>(10)
    cache.set('used', 1)
    for (let index = 0; index < 1000; index++) {
      cache.set(`key ${index}`, index)
      expect(cache.get('used')).toBe(1)
    }
  })

  test('a value that was replaced does not come back when the old ones go', () => {
    const cache = new BoundedCache<number>(4)
    cache.set('key', 1)
    cache.set('a', 0)
    cache.set('b', 0)
    cache.set('key', 2)
    expect(cache.get('key')).toBe(2)
    cache.set('c', 0)
    expect(cache.get('key')).toBe(2)
  })

  test('what is deleted is gone from both generations', () => {
    const cache = new BoundedCache<number>(4)
    cache.set('key', 1)
    cache.set('a', 0)
    cache.set('b', 0)
    cache.set('key', 2)
    cache.delete('key')
    expect(cache.get('key')).toBeUndefined()
    cache.delete('never set')
    expect(cache.size).toBeGreaterThan(0)
  })

  test('setting a key again takes no room', () => {
    const cache = filled(10, 10)
    for (let index = 0; index < 100; index++) cache.set('key 9', index)
    expect(cache.size).toBe(10)
    expect(cache.get('key 0')).toBe(0)
  })
})
