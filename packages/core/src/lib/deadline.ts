/** Waits for a promise that belongs to somebody else, at most so long; the promise itself goes on. */
export async function withDeadline<T>(
  promise: Promise<T>,
  seconds: number,
  onLate: () => Error,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    // After this process was held up itself, timers come before what waits at its sockets: that is read first.
    timer = setTimeout(() => {
      timer = setTimeout(() => reject(onLate()))
    }, seconds * 1000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
