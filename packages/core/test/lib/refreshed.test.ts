import { createTestClock } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { Refreshed } from '../../src/lib/refreshed.js'
import { forbidUnhandledRejections, macrotask, withResolvers } from '../support/issuer.js'

forbidUnhandledRejections()

/** A value that counts its loads, from a source that can be broken and held back. */
function source({ freshSeconds = 600, usableSeconds = 3600 } = {}) {
  const clock = createTestClock()
  const state = { loads: 0, broken: false, held: Promise.resolve() }
  const load = async () => {
    state.loads += 1
    const value = state.loads
    await state.held
    if (state.broken) throw new Error(`load ${value} failed`)
    return value
  }
  return { clock, state, value: new Refreshed({ load, freshSeconds, usableSeconds, clock }) }
}

describe('a value that loads', () => {
  test('is not loaded before it is asked for, and then once for all who wait', async () => {
    const { state, value } = source()
    expect(value.current()).toBeUndefined()
    expect(state.loads).toBe(0)
    expect(await Promise.all([value.refresh(), value.refresh(), value.refresh()])).toEqual([
      1, 1, 1,
    ])
    expect(state.loads).toBe(1)
    expect(value.current()).toBe(1)
  })

  test('serves while fresh, then goes on serving while it is renewed in the background', async () => {
    const { clock, state, value } = source()
    await value.refresh()
    clock.advance(599.999)
    expect(value.current()).toBe(1)
    expect(value.loading).toBe(false)
    clock.advance(0.001)
    expect([value.current(), value.current()]).toEqual([1, 1])
    expect(value.loading).toBe(true)
    await macrotask()
    expect(value.current()).toBe(2)
    expect(state.loads).toBe(2)
  })

  test('does not serve when nobody asked for longer than it is usable', async () => {
    const { clock, value } = source()
    await value.refresh()
    clock.advance(3600.001)
    expect(value.current()).toBeUndefined()
    expect(await value.refresh()).toBe(2)
    expect(value.current()).toBe(2)
  })

  test('may be usable no longer than it is fresh', async () => {
    const { clock, value } = source({ freshSeconds: 60, usableSeconds: 60 })
    await value.refresh()
    clock.advance(60)
    expect(value.current()).toBe(1)
    await macrotask()
    expect(value.current()).toBe(2)
    clock.advance(60.001)
    expect(value.current()).toBeUndefined()
  })

  test('serves on when it was declared stale, while the next use renews it', async () => {
    const { state, value } = source()
    value.expire()
    await value.refresh()
    value.expire()
    value.expire()
    expect(state.loads).toBe(1)
    expect(value.current()).toBe(1)
    await macrotask()
    expect(value.current()).toBe(2)
    expect(state.loads).toBe(2)
  })
})

describe('a source that fails', () => {
  test('is left alone for 0.25 s, doubled with each failure, never more than 5 s', async () => {
    const { clock, state, value } = source()
    state.broken = true
    for (const [index, pause] of [0.25, 0.5, 1, 2, 4, 5, 5, 5].entries()) {
      await expect(value.refresh()).rejects.toThrow(`load ${index + 1} failed`)
      clock.advance(pause - 0.001)
      expect(value.pausing).toBe(true)
      await expect(value.refresh()).rejects.toThrow(`load ${index + 1} failed`)
      expect(state.loads).toBe(index + 1)
      clock.advance(0.001)
      expect(value.pausing).toBe(false)
    }
  })

  test('is asked at most once per pause, also in the background', async () => {
    const { clock, state, value } = source()
    await value.refresh()
    state.broken = true
    clock.advance(600)
    for (let turn = 0; turn < 10; turn++) {
      expect(value.current()).toBe(1)
      await macrotask()
    }
    expect(state.loads).toBe(2)
    clock.advance(0.25)
    value.current()
    await macrotask()
    expect(state.loads).toBe(3)
  })

  test('does not take the value away before it is no longer usable', async () => {
    const { clock, state, value } = source()
    await value.refresh()
    state.broken = true
    clock.advance(3600)
    expect(value.current()).toBe(1)
    await macrotask()
    expect(value.failing).toBe(true)
    clock.advance(1)
    expect(value.current()).toBeUndefined()
  })

  test('is forgiven at once when it works again: the next pause is short', async () => {
    const { clock, state, value } = source()
    state.broken = true
    for (let failure = 0; failure < 8; failure++) {
      await expect(value.refresh()).rejects.toThrow()
      clock.advance(5)
    }
    state.broken = false
    expect(await value.refresh()).toBe(9)
    expect([value.failing, value.pausing]).toEqual([false, false])
    state.broken = true
    await expect(value.refresh()).rejects.toThrow('load 10')
    clock.advance(0.25)
    expect(value.pausing).toBe(false)
  })

  test('fails all who wait for one load, and nobody’s rejection goes unhandled', async () => {
    const { clock, state, value } = source()
    await value.refresh()
    const { promise, resolve } = withResolvers<void>()
    Object.assign(state, { broken: true, held: promise })
    clock.advance(600)
    expect(value.current()).toBe(1)
    const waiting = [value.refresh(), value.refresh()]
    resolve()
    const ends = await Promise.allSettled(waiting)
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(state.loads).toBe(2)
  })
})

describe('[A40] a clock that is set back by hours', () => {
  const hours = 5 * 3600

  test('makes the value stale, not young for as long', async () => {
    const { clock, state, value } = source()
    await value.refresh()
    clock.advance(-hours)
    expect(value.current()).toBe(1)
    await macrotask()
    expect(value.current()).toBe(2)
    clock.advance(599)
    expect(value.current()).toBe(2)
    expect(state.loads).toBe(2)
  })

  test('does not let the value outlive its bound while the source fails', async () => {
    const { clock, state, value } = source()
    await value.refresh()
    state.broken = true
    clock.advance(-hours)
    expect(value.current()).toBe(1)
    clock.advance(3000)
    expect(value.current()).toBe(1)
    clock.advance(1)
    expect(value.current()).toBeUndefined()
  })

  test('does not make the pause after a failure longer', async () => {
    const { clock, state, value } = source()
    state.broken = true
    await expect(value.refresh()).rejects.toThrow('load 1')
    clock.advance(-hours)
    await expect(value.refresh()).rejects.toThrow('load 2')
    await expect(value.refresh()).rejects.toThrow('load 2')
    expect(state.loads).toBe(2)
  })
})
