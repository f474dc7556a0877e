export type Promisable<T> = T | PromiseLike<T>

/** Query builders of databases are no promises, but can be waited for. */
export function isThenable<T>(answer: Promisable<T>): answer is PromiseLike<T> {
  return typeof (answer as Partial<PromiseLike<T>> | null | undefined)?.then === 'function'
}

/** Waits for an answer, at most so long; whoever works on it goes on. */
export async function waitFor<T>(answer: PromiseLike<T>, seconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in ${seconds} s`)), seconds * 1000)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
