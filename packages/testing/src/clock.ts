/** A clock that stands still until a test moves it. Call it for the time in epoch milliseconds. */
export interface TestClock {
  /** Now, in epoch milliseconds; may be a fraction. */
  (): number
  /** Now, in epoch seconds; may be a fraction. */
  seconds(): number
  /** Moves the clock by this many seconds; negative goes back. */
  advance(seconds: number): void
  /** Puts the clock at this moment, in epoch milliseconds. */
  set(milliseconds: number): void
}

/** @param startMilliseconds epoch milliseconds; default: the real time of the call */
export function createTestClock(startMilliseconds: number = Date.now()): TestClock {
  let now = startMilliseconds
  return Object.assign(() => now, {
    seconds: () => now / 1000,
    advance: (seconds: number) => {
      now += seconds * 1000
    },
    set: (milliseconds: number) => {
      now = milliseconds
    },
  })
}
