import { createResourceServer, type ResourceRequest, type ResourceServer } from '@portcullis/core'
import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import { type IntrospectionCacheEvent, redisIntrospectionCache } from '../../src/index.js'
import { singleClients } from '../support/clients.js'
import { endAfterEach, ending, eventually, forbidUnhandledRejections } from '../support/redis.js'

forbidUnhandledRejections()
endAfterEach()

function requestWith(token: string): ResourceRequest {
  const fields: Record<string, string> = {
    host: 'api.example.com',
    authorization: `Bearer ${token}`,
  }
  return {
    method: 'GET',
    target: '/',
    scheme: 'https',
    header: (name) => (fields[name] === undefined ? [] : [fields[name]]),
  }
}

async function present(guard: ResourceServer, token: string): Promise<string> {
  const outcome = await guard.protect(requestWith(token))
  return outcome.ok ? 'granted' : outcome.reason.code
}

for (const [name, connect] of Object.entries(singleClients)) {
  describeWith('redis-server', `guards that share a cache over ${name}`, () => {
    const setting = async () => {
      const redis = ending(await startRedis())
      const issuer = await createTestIssuer()
      const events: IntrospectionCacheEvent[] = []
      const told: string[] = []
      const node = async (fetch: TestIssuer['fetch'] = issuer.fetch) => {
        const { client } = ending(await connect(redis.port))
        const { client: subscriber } = ending(await connect(redis.port))
        const cache = redisIntrospectionCache({
          client,
          subscriber,
          timeoutMilliseconds: 200,
          onEvent: (event) => events.push(event),
        })
        cache.onDelete?.((key) => told.push(key))
        return createResourceServer({
          issuer: issuer.issuer,
          audience: 'api1',
          introspection: { clientId: 'api1', clientSecret: 'api1_secret' },
          introspectionCache: cache,
          fetch,
        })
      }
      return { redis, issuer, node, events, told }
    }

    test('[R82, A27] ask once, and forget together', async () => {
      const { issuer, node } = await setting()
      const [here, there] = [await node(), await node()]
      const token = issuer.issueReferenceToken()
      for (const guard of [here, there, here, there])
        expect(await present(guard, token)).toBe('granted')
      expect(issuer.requests.introspection).toBe(1)
      issuer.revoke(token)
      expect(await present(there, token)).toBe('granted')
      await here.forget(token)
      expect(await present(here, token)).toBe('token_inactive')
      expect(
        await eventually(
          () => present(there, token),
          (code) => code !== 'granted',
        ),
      ).toBe('token_inactive')
    })

    test('[A27] a question under way elsewhere does not bring a forgotten token back', async () => {
      const { issuer, node, told } = await setting()
      let open = () => {}
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      let held = 0
      const slow: TestIssuer['fetch'] = async (input, init) => {
        const answer = await issuer.fetch(input, init)
        if (init?.method === 'POST' && held++ === 0) await gate
        return answer
      }
      const [here, there] = [await node(), await node(slow)]
      const token = issuer.issueReferenceToken()
      const before = present(there, token)
      await eventually(
        () => held,
        (count) => count === 1,
      )
      issuer.revoke(token)
      await here.forget(token)
      // Both nodes were told.
      await eventually(
        () => told.length,
        (count) => count === 2,
      )
      // Who comes now does not wait for the old answer.
      expect(await present(there, token)).toBe('token_inactive')
      open()
      expect(await before).toBe('granted')
      expect(await present(here, token)).toBe('token_inactive')
    })

    test('[R85] go on without it, and ask the issuer', async () => {
      const { redis, issuer, node, events } = await setting()
      const guard = await node()
      const token = issuer.issueReferenceToken()
      await redis.kill()
      expect(await present(guard, token)).toBe('granted')
      expect(await present(guard, token)).toBe('granted')
      expect(issuer.requests.introspection).toBe(2)
      expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['unavailable']))
      await expect(guard.forget(token)).rejects.toThrow('Redis')
      await redis.restart()
      await eventually(
        async () => {
          const calls = issuer.requests.introspection
          await present(guard, token)
          return issuer.requests.introspection === calls
        },
        (isKept) => isKept,
      )
      const calls = issuer.requests.introspection
      expect(await present(guard, token)).toBe('granted')
      expect(issuer.requests.introspection).toBe(calls)
    })

    test('[R85] wait for it once when it hangs, not with every request', async () => {
      const { redis, issuer, node } = await setting()
      const guard = await node()
      await present(guard, issuer.issueReferenceToken())
      redis.pause()
      const start = performance.now()
      for (let use = 0; use < 20; use++) {
        expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
      }
      // Reading and writing wait 200 ms at first, and then one of each for a second.
      expect(performance.now() - start).toBeLessThan(3000)
      redis.resume()
    })
  })
}
