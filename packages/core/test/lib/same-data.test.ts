import { expect, test } from 'vitest'
import { sameData } from '../../src/lib/same-data.js'

const tell = () => 'x'
const bare = Object.assign(Object.create(null), { a: 1 })

test.each<[unknown, unknown]>([
  ['a', 'a'],
  [Number.NaN, Number.NaN],
  [
    ['a', { b: [1] }],
    ['a', { b: [1] }],
  ],
  [
    { a: 1, b: undefined },
    { b: undefined, a: 1 },
  ],
  [{ tell }, { tell }],
  [bare, { a: 1 }],
])('%j says the same as %j', (a, b) => {
  expect(sameData(a, b)).toBe(true)
  expect(sameData(b, a)).toBe(true)
})

test.each<[unknown, unknown]>([
  ['a', 'b'],
  ['1', 1],
  [null, {}],
  [undefined, null],
  [['a'], ['a', 'b']],
  [['a'], { 0: 'a' }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: undefined }, { b: undefined }],
  [{ toString: undefined }, { a: undefined }],
  [{ tell }, { tell: () => 'x' }],
  [new Set(['a']), new Set(['b'])],
  [new Date(1), new Date(2)],
])('%j does not say the same as %j', (a, b) => {
  expect(sameData(a, b)).toBe(false)
  expect(sameData(b, a)).toBe(false)
})
