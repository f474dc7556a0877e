import { createTestIssuer, type Fault, startTestIssuer, type TestIssuer } from '@portcullis/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { codeOf, present } from '../support/guard.js'
import { macrotask } from '../support/issuer.js'
import { withBearer } from '../support/request.js'
import { asking, expectServiceUnavailable } from './setting.js'

/** Tests that take a second each, because they wait for a real time-out; so all at once. */

const unhandled: unknown[] = []
const note = (reason: unknown) => void unhandled.push(reason)
beforeAll(() => void process.on('unhandledRejection', note))
afterAll(async () => {
  await macrotask()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

const lateFaults: Fault[] = [
  { kind: 'hang' },
  { kind: 'delay', milliseconds: 3000 },
  { kind: 'body-stall' },
]

/** 503 after the time-out and not much later, one call, nothing kept. */
async function expectSlow(issuer: TestIssuer, fault: Fault, real: boolean): Promise<void> {
  const guard = asking(issuer, {}, { timeoutSeconds: 1, ...(real ? { fetch } : {}) })
  await present(guard, issuer.opaqueToken())
  issuer.requests.reset()
  issuer.fault('introspection', fault)
  const token = issuer.issueReferenceToken()
  const seconds = await secondsOf(async () => {
    const outcome = await guard.protect(withBearer(token))
    expectServiceUnavailable(outcome, 'introspection_slow', 'did not answer in time')
  })
  expect(seconds).toBeGreaterThan(0.95)
  expect(seconds).toBeLessThan(1.9)
  expect(issuer.requests.introspection).toBe(1)
  issuer.fault('introspection', undefined)
  expect(await present(guard, token)).toBe('granted')
}

describe.concurrent('what is late', () => {
  test.each(lateFaults)(
    '[R85] [C8] an endpoint in process (%j) is 503 after one time-out',
    async (fault) => {
      await expectSlow(await createTestIssuer(), fault, false)
    },
  )

  test.each(lateFaults)(
    '[R85] [C8] an endpoint over a socket (%j) is 503 after one time-out',
    async (fault) => {
      const issuer = await startTestIssuer()
      try {
        await expectSlow(issuer, fault, true)
      } finally {
        await issuer.close()
      }
    },
  )

  test('[R85] a fetch that does without the signal is given up', async () => {
    const issuer = await createTestIssuer()
    const endpoint = `${issuer.issuer}/introspect`
    const extra = { timeoutSeconds: 1, fetch: () => new Promise<never>(() => {}) }
    const guard = asking(issuer, { endpoint }, extra)
    expect(await present(guard, issuer.opaqueToken())).toBe('introspection_slow')
  })

  test('[R85] however much has to be fetched, a request waits for one time-out', async () => {
    const issuer = await createTestIssuer()
    const guard = asking(issuer, { response: 'jwt' }, { timeoutSeconds: 1 })
    for (const endpoint of ['discovery', 'introspection', 'jwks'] as const) {
      issuer.fault(endpoint, { kind: 'delay', milliseconds: 600 })
    }
    const token = issuer.issueReferenceToken()
    const seconds = await secondsOf(async () => {
      expectServiceUnavailable(
        await guard.protect(withBearer(token)),
        'introspection_slow',
        'Nothing was learnt from "https://issuer.test" in 1 s',
      )
    })
    expect(seconds).toBeLessThan(1.9)
    // What was begun for it goes on, for those who come later.
    await vi.waitFor(() => expect(issuer.requests.jwks).toBe(1), 3000)
    await vi.waitFor(async () => expect(await present(guard, token)).toBe('granted'), 3000)
    expect(issuer.requests).toMatchObject({ discovery: 1, introspection: 1, jwks: 1 })
  })

  test('[R84] a time-out is the leader’s alone: who came later asks again, all together', async () => {
    const issuer = await createTestIssuer()
    const guard = asking(issuer, {}, { timeoutSeconds: 1 })
    await present(guard, issuer.opaqueToken())
    issuer.requests.reset()
    issuer.fault('introspection', { kind: 'hang' }, { times: 1 })
    const token = issuer.issueReferenceToken()
    const leader = present(guard, token)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const followers = Array.from({ length: 20 }, () => present(guard, token))
    expect(await leader).toBe('introspection_slow')
    expect(new Set(await Promise.all(followers))).toEqual(new Set(['granted']))
    expect(issuer.requests.introspection).toBe(2)
  })

  test('[R85] a follower waits for no more than a time-out of its own', async () => {
    const issuer = await createTestIssuer()
    const guard = asking(issuer, {}, { timeoutSeconds: 1 })
    await present(guard, issuer.opaqueToken())
    issuer.fault('introspection', { kind: 'hang' })
    const token = issuer.issueReferenceToken()
    const leader = present(guard, token)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const seconds = await secondsOf(async () => {
      expect(await present(guard, token)).toBe('introspection_slow')
    })
    expect(await leader).toBe('introspection_slow')
    expect(seconds).toBeGreaterThan(0.95)
    expect(seconds).toBeLessThan(1.9)
  })

  test('[R85] a cache that hangs costs half a second for reading and for writing, not the request', async () => {
    const hang = () => new Promise<never>(() => {})
    const issuer = await createTestIssuer()
    const introspectionCache = { get: hang, set: hang, delete: hang }
    const guard = asking(issuer, {}, { introspectionCache })
    const seconds = await secondsOf(async () => {
      const outcome = await guard.protect(withBearer(issuer.issueReferenceToken()))
      expect(codeOf(outcome)).toBe('granted')
    })
    expect(seconds).toBeLessThan(1.9)
    expect(issuer.requests.introspection).toBe(1)
  })
})
