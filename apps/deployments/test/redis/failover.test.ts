import { setTimeout as pause } from 'node:timers/promises'
import { caughtUp, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import { count, send, times } from './client.js'
import { startLoad } from './load.js'
import { declareNew, startNodes } from './nodes.js'

/** The cluster takes its time to see that a node is gone. */
const over = { timeout: 30_000, interval: 20 }

describeWith('redis-server', 'a replica that takes over under load', () => {
  test('is followed by itself, knows every proof that it had, and disturbs nothing else [R120, R122, A13]', async () => {
    const cluster = await startRedisCluster({ replicated: true })
    const nodes = await startNodes({ redisUrl: cluster.urls.join(' ') })
    try {
      const [[primary], [replica]] = [cluster.nodes, cluster.replicas]
      if (primary === undefined || replica === undefined) throw new Error('Three of each')
      await declareNew(...cluster.nodes)
      const load = await startLoad(nodes)
      await expect.poll(() => load.proved.length, over).toBeGreaterThan(100)
      const accepted = load.proved.filter(({ answer }) => answer.status === 200)
      await caughtUp(replica, primary)
      await primary.kill()
      const asked = nodes.issuer.requests.introspection
      const isPrimary = async () => String(await replica.command('INFO', 'replication'))
      await expect.poll(isPrimary, over).toContain('role:master')
      // Until nothing is refused any more.
      await expect
        .poll(() => load.proved.slice(-50).every(({ answer }) => answer.status === 200), over)
        .toBe(true)
      const again = await times(2 * accepted.length, (index) =>
        send(
          nodes.apis[index % 2]?.port ?? 0,
          accepted[index >> 1] ?? accepted[0] ?? { token: '' },
        ),
      )
      await pause(100)
      await load.stop()

      expect(count(again)).toEqual({ 401: 2 * accepted.length })
      expect(count(load.bearer)).toEqual({ 200: load.bearer.length })
      expect(count(load.reference)).toEqual({ 200: load.reference.length })
      expect(nodes.issuer.requests.introspection).toBeGreaterThan(asked)
      const answers = load.proved.map(({ answer }) => answer)
      expect(Object.keys(count(answers))).toEqual(['200', '503'])
      for (const { status, retryAfter } of answers) {
        if (status === 503) expect(retryAfter).toMatch(/^[1-9]\d*$/)
      }
    } finally {
      await nodes.stop()
      await cluster.stop()
    }
  })
})
