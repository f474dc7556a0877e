import { createTestClock, type TestClock } from '@portcullis/testing'

/** The processes live by the clock of the machine, and so does what they are sent. */
export function realClock(): TestClock {
  return Object.assign(() => Date.now(), createTestClock(), { seconds: () => Date.now() / 1000 })
}
