import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { attempt } from '../../src/lib/attempt.js'
import { forbidUnhandledRejections } from '../support/issuer.js'

forbidUnhandledRejections()

describe('an attempt', () => {
  test('has at once what does not wait', () => {
    expect(attempt(() => 5, 1)).toBe(5)
    expect(attempt(() => undefined, 1)).toBeUndefined()
  })

  test('has what is promised, natively or not', async () => {
    expect(await attempt(async () => 5, 1)).toBe(5)
    const foreign: Promise<number> = runInNewContext('Promise.resolve(6)')
    expect(foreign).not.toBeInstanceOf(Promise)
    expect(await attempt(() => foreign, 1)).toBe(6)
    const failing: Promise<number> = runInNewContext('Promise.reject(new Error("no"))')
    expect(await attempt(() => failing, 1)).toBeUndefined()
  })

  test('has nothing of what throws or rejects', async () => {
    const fail = () => {
      throw new Error('no')
    }
    expect(attempt(fail, 1)).toBeUndefined()
    expect(await attempt(() => Promise.reject(new Error('no')), 1)).toBeUndefined()
  })

  test('does not wait longer than it may, nor mind what comes later', async () => {
    const start = performance.now()
    expect(await attempt(() => new Promise(() => {}), 0.05)).toBeUndefined()
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 60))
    expect(await attempt(() => late, 0.02)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(1000)
    await new Promise((resolve) => setTimeout(resolve, 60))
  })
})
