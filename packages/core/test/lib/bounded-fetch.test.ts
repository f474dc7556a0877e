import { describe, expect, test } from 'vitest'
import { boundedFetch, type Fetch, type FetchBounds } from '../../src/lib/bounded-fetch.js'
import { forbidUnhandledRejections } from '../support/issuer.js'

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

describe('the size of an answer', () => {
  test('[A11] may be just the limit', async () => {
    const response = await bounded(answers('x'.repeat(1000)))(url, {})
    expect(await response.text()).toHaveLength(1000)
  })

  test('[A11] may not be a byte more', async () => {
    await expect(bounded(answers('x'.repeat(1001)))(url, {})).rejects.toThrow('longer than 1000')
  })

  test('[A11] is counted in bytes, over all chunks', async () => {
    const chunks = [Buffer.from('ä'.repeat(300)), Buffer.from('ä'.repeat(201))]
    await expect(bounded(answers(streamOf(chunks, 'end')))(url, {})).rejects.toThrow('longer')
    const fitting = await bounded(answers(streamOf(chunks.slice(0, 1), 'end')))(url, {})
    expect(await fitting.text()).toBe('ä'.repeat(300))
  })

  test('[A11] stops an endless body after the limit, and lets the sender know', async () => {
    let sent = 0
    let cancelled = false
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 100
        controller.enqueue(new Uint8Array(100))
      },
      cancel: () => {
        cancelled = true
      },
    })
    await expect(bounded(answers(endless))(url, {})).rejects.toThrow('longer than 1000 bytes')
    expect(cancelled).toBe(true)
    expect(sent).toBeLessThan(1500)
  })
})

describe('what is answered', () => {
  test('[A4, R176] is no redirect: it is neither followed nor believed', async () => {
    for (const status of [300, 301, 302, 303, 307, 308]) {
      let mode: RequestInit['redirect']
      const fetch: Fetch = async (_, init) => {
        mode = init.redirect
        return new Response('{"keys":[]}', {
          status,
          headers: { location: 'https://intruder.test' },
        })
      }
      await expect(bounded(fetch)(url, { redirect: 'follow' })).rejects.toThrow(`(${status})`)
      expect(mode).toBe('manual')
    }
  })

  test('[A4] is no redirect either where the platform hides what it was', async () => {
    const hidden = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
    await expect(bounded(async () => hidden)(url, {})).rejects.toThrow('redirect')
  })

  test.each([204, 205, 304])('may have no body by its status (%i)', async (status) => {
    const response = await bounded(answers(null, { status }))(url, {})
    expect(response.status).toBe(status)
    expect(response.body).toBeNull()
  })

  test('may have an empty body, or none', async () => {
    expect(await (await bounded(answers(''))(url, {})).text()).toBe('')
    expect(await (await bounded(answers(null))(url, {})).text()).toBe('')
  })

  test('keeps status and headers', async () => {
    const init = { status: 418, statusText: 'Teapot', headers: { 'x-a': 'b' } }
    const response = await bounded(answers('body', init))(url, {})
    expect(response).toMatchObject({ status: 418, statusText: 'Teapot' })
    expect(response.headers.get('x-a')).toBe('b')
  })

  test('is what the fetch says when it fails, also when it throws at once', async () => {
    const fails: Fetch = async () => Promise.reject(new TypeError('fetch failed'))
    const throws: Fetch = () => {
      throw new TypeError('no such scheme')
    }
    await expect(bounded(fails)(url, {})).rejects.toThrow('fetch failed')
    await expect(bounded(throws)(url, {})).rejects.toThrow('no such scheme')
  })

  test('breaks when the body breaks', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new TypeError('terminated')),
    })
    await expect(bounded(answers(body))(url, {})).rejects.toThrow('terminated')
  })
})
