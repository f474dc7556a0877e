import { expect, test } from 'vitest'
import { andThen, isPromise } from '../../src/lib/maybe-promise.js'

test('a value that is at hand is gone on with at once', () => {
  expect(andThen(2, (value) => value + 1)).toBe(3)
})

test('a promise is waited for', async () => {
  const result = andThen(Promise.resolve(2), (value) => value + 1)
  expect(isPromise(result)).toBe(true)
  expect(await result).toBe(3)
})

test('what a promise fails with is handed on', async () => {
  const failed: Promise<number> = Promise.reject(new Error('down'))
  await expect(andThen(failed, (value) => value + 1)).rejects.toThrow('down')
})
