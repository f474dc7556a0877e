import { withDeadline } from './deadline.js'
import type { MaybePromise } from './maybe-promise.js'

/**
 * What work of somebody else's brings; nothing when it fails or takes too long. At once where the
 * work does not wait.
 */
export function attempt<T>(
  work: () => MaybePromise<T>,
  seconds: number,
): MaybePromise<T | undefined> {
  try {
    const result = work()
    return isThenable(result) ? inTime(result, seconds) : result
  } catch {
    return undefined
  }
}

async function inTime<T>(promise: PromiseLike<T>, seconds: number): Promise<T | undefined> {
  try {
    return await withDeadline(Promise.resolve(promise), seconds, () => new Error('Late'))
  } catch {
    return undefined
  }
}

/** Not every client of a store is built on the promises of the language. */
function isThenable<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function'
}
