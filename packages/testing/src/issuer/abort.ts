/** Starts and awaits `work`, or rejects with the signal's reason as soon as that is aborted. */
export async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = onAbort(signal, () => reject(signal.reason))
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    stop()
  }
}

/** Never settles: the answer of a server that has gone quiet. */
export function forever(): Promise<never> {
  return new Promise(() => {})
}

/** Waits; its timer ends with the signal, so that no test process is kept alive. */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      stop()
      resolve()
    }, milliseconds)
    const stop = onAbort(signal, () => clearTimeout(timer))
  })
}

/** Listens once; the function that it returns stops listening. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}
