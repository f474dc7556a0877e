import { fileURLToPath } from 'node:url'
import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import { send } from './client.js'
import { startNodes } from './nodes.js'

const program = fileURLToPath(new URL('./near-node.mjs', import.meta.url))
/** It takes a moment; a machine that is busy gets more. */
const soon = { timeout: 10_000, interval: 10 }

describeWith('redis-server', 'a token that one node forgets [R82, A27]', () => {
  test('is forgotten by the other one, which kept it in its own memory', async () => {
    const redis = await startRedis()
    const nodes = await startNodes({ redisUrl: redis.url, program })
    const [one, other] = nodes.apis
    const { requests, issueReferenceToken, revoke } = nodes.issuer
    try {
      const token = issueReferenceToken()
      const looks = async () =>
        /cmdstat_mget:calls=(\d+)/.exec(String(await redis.command('INFO', 'commandstats')))?.[1]
      const statuses = async () => {
        const answers = await Promise.all([one, other].map(({ port }) => send(port, { token })))
        return answers.map(({ status }) => status)
      }
      // Until both have it at hand, and ask nobody.
      await expect
        .poll(async () => {
          const before = await looks()
          return [...(await statuses()), (await looks()) === before]
        }, soon)
        .toEqual([200, 200, true])
      expect(requests.introspection).toBeGreaterThan(0)
      revoke(token)
      expect(await statuses()).toEqual([200, 200])
      expect((await send(one.port, { token }, ['POST', '/forget'])).status).toBe(200)
      await expect.poll(statuses, soon).toEqual([401, 401])
    } finally {
      await nodes.stop()
      await redis.stop()
    }
  })
})
