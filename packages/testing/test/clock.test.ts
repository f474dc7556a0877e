import { expect, test } from 'vitest'
import { createTestClock } from '../src/index.js'

test('the clock stands still, advances by seconds and can be set', () => {
  const clock = createTestClock(1_000_500)
  expect(clock()).toBe(1_000_500)
  expect(clock.seconds()).toBe(1000.5)
  clock.advance(2)
  expect(clock()).toBe(1_002_500)
  clock.advance(-1.5)
  expect(clock()).toBe(1_001_000)
  clock.set(7000)
  expect(clock.seconds()).toBe(7)
})

test('the clock starts at the real time', () => {
  const before = Date.now()
  expect(createTestClock()()).toBeGreaterThanOrEqual(before)
})
