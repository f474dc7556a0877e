import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { boundedFetch, type Fetch, type FetchBounds } from '../../src/lib/bounded-fetch.js'
import { forbidUnhandledRejections, withResolvers } from '../support/issuer.js'

forbidUnhandledRejections()

const url = 'https://issuer.test/keys'

function bounded(fetch: Fetch, bounds: Partial<FetchBounds> = {}): Fetch {
  return boundedFetch(fetch, { timeoutSeconds: 5, maximumBytes: 1000, ...bounds })
}

/** A body of these chunks, which then ends, goes quiet, or never ends. */
function streamOf(
  chunks: readonly Uint8Array[],
  then: 'end' | 'quiet',
): ReadableStream<Uint8Array> {
  const left = [...chunks]
  return new ReadableStream({
    pull: (controller) => {
      const chunk = left.shift()
      if (chunk !== undefined) return controller.enqueue(chunk)
      if (then === 'end') return controller.close()
      return new Promise(() => {})
    },
  })
}

const answers = (body: string | ReadableStream | null, init?: ResponseInit) => async () =>
  new Response(body, init)

describe('the time-out', () => {
  const short = { timeoutSeconds: 0.05 }

  test('ends a call that gets no answer', async () => {
    const hang: Fetch = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    await expect(bounded(hang, short)(url, {})).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('ends a call of a fetch that does not heed its signal', async () => {
    await expect(bounded(() => new Promise(() => {}), short)(url, {})).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })

  test('covers the body, also of a stream that does not heed the signal', async () => {
    const stalled = answers(streamOf([Buffer.from('{"ke')], 'quiet'))
    await expect(bounded(stalled, short)(url, {})).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('covers a stream whose sender does not even let itself be cancelled', async () => {
    const stubborn = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => {}),
      cancel: () => new Promise(() => {}),
    })
    await expect(bounded(answers(stubborn), short)(url, {})).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })

  test('leaves the body alone of an answer that comes after it', async () => {
    const { promise, resolve } = withResolvers<Response>()
    await expect(bounded(() => promise, short)(url, {})).rejects.toThrow()
    const late = new Response('late')
    resolve(late)
    await new Promise((done) => setImmediate(done))
    expect(late.body?.locked).toBe(false)
  })

  test('makes no unhandled rejection of an answer that fails after it', async () => {
    const { promise, reject } = withResolvers<Response>()
    await expect(bounded(() => promise, short)(url, {})).rejects.toThrow()
    reject(new TypeError('fetch failed'))
  })
})

describe('the caller’s own signal', () => {
  test('ends the call with the caller’s reason', async () => {
    const controller = new AbortController()
    const call = bounded(() => new Promise(() => {}))(url, { signal: controller.signal })
    controller.abort(new Error('not needed'))
    await expect(call).rejects.toThrow('not needed')
  })

  test('ends the call between the head and the body', async () => {
    const controller = new AbortController()
    const body = streamOf([], 'quiet')
    const fetch: Fetch = async () => {
      queueMicrotask(() => controller.abort(new Error('not needed')))
      return new Response(body)
    }
    await expect(bounded(fetch)(url, { signal: controller.signal })).rejects.toThrow('not needed')
  })

  test('ends the call in the middle of the body', async () => {
    const controller = new AbortController()
    const { promise: reading, resolve: isReading } = withResolvers<void>()
    const body = new ReadableStream<Uint8Array>({
      pull: () => {
        isReading()
        return new Promise(() => {})
      },
    })
    const call = bounded(answers(body))(url, { signal: controller.signal })
    await reading
    controller.abort(new Error('not needed'))
    await expect(call).rejects.toThrow('not needed')
  })

  test('that is aborted already asks nobody', async () => {
    let asked = false
    const fetch: Fetch = async () => {
      asked = true
      return new Response()
    }
    const signal = AbortSignal.abort(new Error('not needed'))
    await expect(bounded(fetch)(url, { signal })).rejects.toThrow('not needed')
    expect(asked).toBe(false)
  })
})

describe('afterwards', () => {
  const ends: [string, Fetch][] = [
    ['an answer', answers('{}')],
    ['a redirect', answers(null, { status: 302 })],
    ['too long an answer', answers('x'.repeat(2000))],
    ['a failure', async () => Promise.reject(new TypeError('fetch failed'))],
  ]

  test.each(ends)(
    '%s leaves no listener behind and nothing that keeps the process',
    async (_, end) => {
      const signals: AbortSignal[] = []
      const spy: Fetch = (to, init) => {
        if (init.signal) signals.push(init.signal)
        return end(to, init)
      }
      const { signal } = new AbortController()
      const timers = timersAtWork()
      await bounded(spy)(url, { signal }).catch(() => {})
      await bounded(spy)(url, {}).catch(() => {})
      expect(signals).toHaveLength(2)
      for (const used of [...signals, signal]) expect(getEventListeners(used, 'abort')).toEqual([])
      expect(timersAtWork()).toBe(timers)
    },
  )

  test('a call that gets no answer does not keep the process either', async () => {
    const timers = timersAtWork()
    const controller = new AbortController()
    const call = bounded(() => new Promise(() => {}))(url, { signal: controller.signal })
    expect(timersAtWork()).toBe(timers)
    controller.abort(new Error('not needed'))
    await expect(call).rejects.toThrow('not needed')
  })
})

/** Timers for which the event loop would stay alive. */
function timersAtWork(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}
