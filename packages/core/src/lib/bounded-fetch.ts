/** The part of `fetch` that we use; inject one for proxies, client certificates or tests. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface FetchBounds {
  /** From the call to the last byte of the body. */
  readonly timeoutSeconds: number
  readonly maximumBytes: number
}

/** An answer that came, and is not taken whatever it says. */
export class RefusedAnswer extends Error {
  readonly reason: 'redirect' | 'too_long'
  constructor(reason: RefusedAnswer['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * A `fetch` that ends: one time-out over headers and body, a limit on the body, no redirects
 * (RFC 8725 §3.10: nobody sends us elsewhere). The body of what it returns is already read.
 */
export function boundedFetch(fetch: Fetch, bounds: FetchBounds): Fetch {
  return async (url, init) => {
    const timeout = AbortSignal.timeout(bounds.timeoutSeconds * 1000)
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    let reader: BodyReader
    const ask = async () => {
      const response = await fetch(url, { ...init, redirect: 'manual', signal })
      // Too late: nobody waits any more.
      signal.throwIfAborted()
      reader = response.body?.getReader()
      const body = await readAll(reader, bounds.maximumBytes)
      if (!isRedirect(response)) return new Response(body, response)
      throw new RefusedAnswer('redirect', `It answered with a redirect (${response.status})`)
    }
    try {
      return await untilAborted(signal, ask)
    } finally {
      reader?.cancel().catch(() => {})
    }
  }
}

type BodyReader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined

/** Neither every `fetch` that is injected nor every body ends with its signal. */
async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
  })
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function isRedirect({ status, type }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)
}

/** Nothing where it is empty: with some statuses there may be no body, not even such a one. */
async function readAll(reader: BodyReader, maximumBytes: number): Promise<Blob | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.length
    if (length > maximumBytes) {
      throw new RefusedAnswer('too_long', `Its answer is longer than ${maximumBytes} bytes`)
    }
    chunks.push(part.value)
  }
  return length === 0 ? null : new Blob(chunks)
}
