import { createTestClock, type TestClock } from '@portcullis/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { Circuit } from '../../src/lib/circuit.js'

let clock: TestClock
let circuit: Circuit
beforeEach(() => {
  clock = createTestClock()
  circuit = new Circuit(clock)
})

const failure = new Error('It failed')

/** A call that may be made, and fails. */
function failCall(): void {
  expect(circuit.mayTry()).toBe(true)
  circuit.failed(failure)
}

function open(): void {
  for (let count = 0; count < 5; count++) failCall()
}

/** Seconds until the next call may be made, in steps of 10 ms. */
function secondsUntilProbe(): number {
  let steps = 0
  for (; !circuit.mayTry(); steps++) clock.advance(0.01)
  return Math.round(steps) / 100
}

describe('a circuit', () => {
  test('lets five failures in a row pass, then holds calls back', () => {
    open()
    expect(circuit.mayTry()).toBe(false)
    expect(circuit.secondsLeft).toBe(0.5)
    expect(circuit.lastFailure).toBe(failure)
  })

  test('counts failures in a row: a success in between begins anew', () => {
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 4; count++) failCall()
      circuit.succeeded()
    }
    expect(circuit.mayTry()).toBe(true)
    expect(circuit.secondsLeft).toBe(0)
  })

  test('lets one probe through when the pause is over, not two', () => {
    open()
    clock.advance(0.5)
    expect([circuit.mayTry(), circuit.mayTry(), circuit.mayTry()]).toEqual([true, false, false])
  })

  test('doubles the pause with each probe that fails, and probes every 5 s at the latest', () => {
    open()
    const pauses: number[] = []
    for (let probe = 0; probe < 8; probe++) {
      pauses.push(secondsUntilProbe())
      circuit.failed(failure)
    }
    expect(pauses).toEqual([0.5, 1, 2, 4, 5, 5, 5, 5])
  })

  test('probes every 5 s also when each probe takes long to fail', () => {
    open()
    for (let probe = 0; probe < 6; probe++) {
      secondsUntilProbe()
      clock.advance(4.9)
      circuit.failed(failure)
    }
    clock.advance(0.1)
    expect(circuit.mayTry()).toBe(true)
  })

  test('goes on probing while a probe hangs', () => {
    open()
    clock.advance(0.5)
    expect(circuit.mayTry()).toBe(true)
    clock.advance(0.5)
    expect(circuit.mayTry()).toBe(true)
  })

  test('a success closes it at once', () => {
    open()
    clock.advance(0.5)
    expect(circuit.mayTry()).toBe(true)
    circuit.succeeded()
    expect([circuit.mayTry(), circuit.mayTry()]).toEqual([true, true])
    expect([circuit.secondsLeft, circuit.lastFailure]).toEqual([0, undefined])
    open()
    expect(circuit.secondsLeft).toBe(0.5)
  })

  test('calls from before the pause do not lengthen it', () => {
    open()
    for (let late = 0; late < 100; late++) circuit.failed(failure)
    expect(circuit.secondsLeft).toBe(0.5)
    clock.advance(0.5)
    expect(circuit.mayTry()).toBe(true)
    for (let late = 0; late < 100; late++) circuit.failed(failure)
    expect(circuit.secondsLeft).toBe(1)
  })

  test('[A40] a clock that is set back does not make the pause longer', () => {
    open()
    clock.advance(-3600)
    expect(circuit.mayTry()).toBe(true)
  })
})
