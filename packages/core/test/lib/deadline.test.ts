import { stat } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withDeadline } from '../../src/lib/deadline.js'
import { forbidUnhandledRejections, withResolvers } from '../support/issuer.js'

forbidUnhandledRejections()
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const late = () => new Error('late')
/** What arrived by then is read before anybody is told that it is late. */
const turn = 1

test('a promise that is kept in time is the answer, and no timer stays behind', async () => {
  await expect(withDeadline(Promise.resolve('value'), 1, late)).resolves.toBe('value')
  expect(vi.getTimerCount()).toBe(0)
})

test('a promise that is broken in time is the answer, and no timer stays behind', async () => {
  await expect(withDeadline(Promise.reject(new Error('broken')), 1, late)).rejects.toThrow('broken')
  expect(vi.getTimerCount()).toBe(0)
})

test('a promise that is late is not waited for, and goes on', async () => {
  const work = withResolvers<string>()
  const waiting = withDeadline(work.promise, 2, late)
  const rejected = expect(waiting).rejects.toThrow('late')
  await vi.advanceTimersByTimeAsync(1999)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1 + turn)
  await rejected
  expect(vi.getTimerCount()).toBe(0)
  work.resolve('value')
  await expect(work.promise).resolves.toBe('value')
})

test('one who stops waiting takes nothing from the others', async () => {
  const work = withResolvers<string>()
  const impatient = expect(withDeadline(work.promise, 1, late)).rejects.toThrow('late')
  const patient = withDeadline(work.promise, 3, late)
  await vi.advanceTimersByTimeAsync(2000)
  await impatient
  work.resolve('value')
  await expect(patient).resolves.toBe('value')
})

test('a promise that breaks after everybody has left is nobody’s unhandled rejection', async () => {
  const work = withResolvers<string>()
  const waiting = expect(withDeadline(work.promise, 1, late)).rejects.toThrow('late')
  await vi.advanceTimersByTimeAsync(1000 + turn)
  await waiting
  work.reject(new Error('broken'))
})

test('what arrived while this process was held up itself is in time', async () => {
  vi.useRealTimers()
  const waiting = withDeadline(stat('.'), 0.02, late)
  const until = performance.now() + 200
  while (performance.now() < until);
  expect((await waiting).isDirectory()).toBe(true)
})
