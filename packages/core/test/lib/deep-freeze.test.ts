import { expect, test } from 'vitest'
import { deepFreeze } from '../../src/lib/deep-freeze.js'

test('everything within is frozen', () => {
  const value = deepFreeze({ list: [{ inner: { x: 1 } }], empty: {}, none: null, text: 'a' })
  const [first] = value.list
  for (const part of [value, value.list, first, first?.inner, value.empty]) {
    expect(Object.isFrozen(part)).toBe(true)
  }
  expect(() => Object.assign(value, { extra: 1 })).toThrow(TypeError)
  expect(() => value.list.push({ inner: { x: 2 } })).toThrow(TypeError)
})

test.each([1, 'a', true, null, undefined])('%j is handed back', (value) => {
  expect(deepFreeze(value)).toBe(value)
})
