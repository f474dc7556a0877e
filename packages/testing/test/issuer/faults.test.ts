import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createTestIssuer,
  type Fault,
  type RunningTestIssuer,
  startTestIssuer,
  type TestFetch,
  type TestIssuer,
} from '../../src/index.js'

let running: RunningTestIssuer
beforeAll(async () => {
  running = await startTestIssuer()
})
afterAll(() => running.close())

interface Way {
  readonly issuer: TestIssuer
  readonly fetch: TestFetch
}

const ways: [string, () => Promise<Way>][] = [
  [
    'in process',
    async () => {
      const issuer = await createTestIssuer()
      return { issuer, fetch: issuer.fetch }
    },
  ],
  ['over a socket', async () => ({ issuer: running, fetch })],
]

describe.each(ways)('faults %s', (_name, open) => {
  async function ask(fault: Fault, init: RequestInit = {}): Promise<Response> {
    const { issuer, fetch: send } = await open()
    issuer.fault('jwks', fault)
    return send(`${issuer.issuer}/jwks`, init)
  }

  test('network: fetch rejects with a TypeError', async () => {
    await expect(ask({ kind: 'network' })).rejects.toThrow(new TypeError('fetch failed'))
  })

  test('hang: nothing comes until the caller aborts, with its reason', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 30)
    await expect(ask({ kind: 'hang' }, { signal: controller.signal })).rejects.toBe(reason)
  })

  test('delay: the right answer, late, and abortable', async () => {
    const start = performance.now()
    expect((await ask({ kind: 'delay', milliseconds: 50 })).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThan(45)
    const signal = AbortSignal.timeout(20)
    await expect(ask({ kind: 'delay', milliseconds: 60_000 }, { signal })).rejects.toThrow(
      expect.objectContaining({ name: 'TimeoutError' }),
    )
  })

  test('status: with body and headers, or bare', async () => {
    const headers = { 'retry-after': '7' }
    const full = await ask({ kind: 'status', status: 503, body: 'busy', headers })
    expect([full.status, full.headers.get('retry-after'), await full.text()]).toEqual([
      503,
      '7',
      'busy',
    ])
    expect((await ask({ kind: 'status', status: 204 })).status).toBe(204)
  })

  test('html', async () => {
    const response = await ask({ kind: 'html' })
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('<!doctype html>')
  })

  test('broken-json and empty-body do not parse', async () => {
    const broken = await ask({ kind: 'broken-json' })
    const text = await broken.text()
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(JSON.parse(`${text}}`)).toHaveProperty('keys')
    expect(await (await ask({ kind: 'empty-body' })).text()).toBe('')
  })

  test('redirect: given, followed or refused as the caller says', async () => {
    const { issuer } = await open()
    const fault: Fault = { kind: 'redirect', location: `${issuer.issuer}/elsewhere` }
    const manual = await ask(fault, { redirect: 'manual' })
    expect([manual.status, manual.headers.get('location')]).toEqual([302, fault.location])
    await expect(ask(fault, { redirect: 'error' })).rejects.toThrow(TypeError)
    expect((await ask(fault)).status).toBe(404)
    const loop: Fault = { kind: 'redirect', location: `${issuer.issuer}/jwks` }
    await expect(ask(loop)).rejects.toThrow(TypeError)
  })

  test('oversize: as many bytes as asked, still the right JSON', async () => {
    const response = await ask({ kind: 'oversize', bytes: 3_000_001 })
    expect(response.headers.has('content-length')).toBe(false)
    const bytes = await response.arrayBuffer()
    expect(bytes.byteLength).toBe(3_000_001)
    expect(JSON.parse(Buffer.from(bytes).toString())).toHaveProperty('keys')
  })

  test('oversize: a caller can stop reading', async () => {
    const response = await ask({ kind: 'oversize', bytes: 1e12 })
    const reader = response.body?.getReader()
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0)
    await reader?.cancel()
  })

  test('body-stall: a head and some bytes, then nothing until aborted', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const response = await ask({ kind: 'body-stall' }, { signal: controller.signal })
    expect(response.status).toBe(200)
    setTimeout(() => controller.abort(reason), 30)
    await expect(response.text()).rejects.toBe(reason)
  })

  test('body-reset: a head and some bytes, then the connection fails', async () => {
    const response = await ask({ kind: 'body-reset' })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow(new TypeError('terminated'))
  })

  test('content-type: the right answer by another name', async () => {
    const response = await ask({ kind: 'content-type', value: 'text/plain' })
    expect(response.headers.get('content-type')).toBe('text/plain')
    expect(await response.json()).toHaveProperty('keys')
  })

  test('json: any document', async () => {
    expect(await (await ask({ kind: 'json', body: [1, null] })).json()).toEqual([1, null])
  })
})

describe('a fault', () => {
  test('belongs to one endpoint, counts as a request, and can be cleared', async () => {
    const issuer = await createTestIssuer()
    const status = async (path: string) => (await issuer.fetch(issuer.issuer + path)).status
    issuer.fault('discovery', { kind: 'status', status: 500 })
    expect(await status('/.well-known/openid-configuration')).toBe(500)
    expect(await status('/jwks')).toBe(200)
    issuer.fault('discovery', undefined)
    expect(await status('/.well-known/openid-configuration')).toBe(200)
    expect(issuer.requests).toMatchObject({ discovery: 2, jwks: 1 })
  })

  test('may be for so many requests only', async () => {
    const issuer = await createTestIssuer()
    const status = async () => (await issuer.fetch(`${issuer.issuer}/jwks`)).status
    issuer.fault('jwks', { kind: 'status', status: 500 }, { times: 2 })
    expect([await status(), await status(), await status()]).toEqual([500, 500, 200])
  })

  test('a call that is aborted beforehand sends nothing', async () => {
    const issuer = await createTestIssuer()
    const reason = new Error('never mind')
    const signal = AbortSignal.abort(reason)
    await expect(issuer.fetch(`${issuer.issuer}/jwks`, { signal })).rejects.toBe(reason)
    expect(issuer.requests.total).toBe(0)
  })
})
