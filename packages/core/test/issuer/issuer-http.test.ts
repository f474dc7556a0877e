import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createTestIssuer, type RunningTestIssuer, startTestIssuer } from '@portcullis/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { createResourceServer, type ResourceServer } from '../../src/index.js'
import { present } from '../support/guard.js'
import { breakdownOf, forbidUnhandledRejections, issuerFor } from '../support/issuer.js'

forbidUnhandledRejections()

describe('over real HTTP', () => {
  const started: RunningTestIssuer[] = []
  afterAll(async () => {
    for (const issuer of started.splice(0)) await issuer.close()
  })

  async function running(
    timeoutSeconds = 5,
  ): Promise<{ of: RunningTestIssuer; guard: ResourceServer }> {
    const of = await startTestIssuer({ path: '/tenant' })
    started.push(of)
    const { issuer, clock } = of
    return {
      of,
      guard: createResourceServer({ issuer, audience: 'api1', clock, timeoutSeconds }),
    }
  }

  test('50 cold requests cause one discovery and one key fetch', async () => {
    const { of, guard } = await running()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => of.token()))
    const ends = await Promise.all(tokens.map((token) => present(guard, token)))
    expect(new Set(ends)).toEqual(new Set(['granted']))
    expect(of.requests).toMatchObject({ discovery: 1, jwks: 1, total: 2 })
  })

  test('[A24] killing the issuer after warm-up disturbs no good token', async () => {
    const { of, guard } = await running()
    await guard.warmUp()
    await of.stop()
    for (let minute = 0; minute < 60; minute += 4) {
      expect(await present(guard, await of.token())).toBe('granted')
      of.clock.advance(240)
    }
  })

  test('[C8, A24] an issuer that is down at first use gives 503, then all is well', async () => {
    const { of, guard } = await running()
    await of.stop()
    expect(await present(guard, await of.token())).toBe('issuer_unreachable')
    await of.restart()
    of.clock.advance(5)
    expect(await present(guard, await of.token())).toBe('granted')
  })

  test.for(['hang', 'body-stall'] as const)(
    '[A24] an issuer that answers with a %s gives 503 in time, then all is well',
    { concurrent: true },
    async (kind, { expect }) => {
      const { of, guard } = await running(1)
      of.fault('jwks', { kind })
      const began = performance.now()
      expect(await present(guard, await of.token())).toBe('issuer_keys_unreachable')
      expect(performance.now() - began).toBeLessThan(4000)
      of.fault('jwks', undefined)
      of.clock.advance(5)
      expect(await present(guard, await of.token())).toBe('granted')
    },
  )

  test('[A4, R176] no redirect is followed, neither of metadata nor of keys', async () => {
    for (const endpoint of ['discovery', 'jwks'] as const) {
      const { of, guard } = await running()
      const trap = await startTestIssuer()
      started.push(trap)
      of.fault(endpoint, { kind: 'redirect', location: `${trap.issuer}/${endpoint}` })
      expect(await present(guard, await of.token())).not.toBe('granted')
      expect(trap.requests.total).toBe(0)
    }
  })

  test('[A11] a small answer that inflates to 50 MB is given up at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(bomb)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const of = await createTestIssuer({ issuer: `http://127.0.0.1:${port}` })
    const { keys } = issuerFor(of, {
      jwksUri: `${of.issuer}/jwks`,
      fetch: (url, init) => fetch(url, init),
    })
    const { code, cause } = await breakdownOf(keys.warmUp())
    expect(code).toBe('issuer_keys_unreachable')
    expect(cause).toMatchObject({ message: 'Its answer is longer than 524288 bytes' })
    server.closeAllConnections()
    server.close()
  })
})
