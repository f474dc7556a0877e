import { withDeadline } from './deadline.js'
import { isThenable, type MaybePromise } from './maybe-promise.js'

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
