import { afterEach, expect, test } from 'vitest'
import { describeWith } from '../describe-with.mjs'
import { startRedisCluster } from '../redis-cluster.mjs'
import { caughtUp } from '../replication.mjs'

const running: Awaited<ReturnType<typeof startRedisCluster>>[] = []

async function start(...options: Parameters<typeof startRedisCluster>) {
  const cluster = await startRedisCluster(...options)
  running.push(cluster)
  return cluster
}

afterEach(async () => {
  for (const cluster of running.splice(0)) await cluster.stop()
})

/** `foo` is in slot 12182, which is in the last third. */
const setFoo = ['SET', 'foo', '1', 'NX'] as const

describeWith('redis-server', 'a cluster for tests', () => {
  test('serves every slot from one of three nodes', async () => {
    const { nodes, urls, replicas } = await start()
    expect([nodes.length, replicas.length]).toEqual([3, 0])
    expect(urls).toEqual(nodes.map(({ port }) => `redis://127.0.0.1:${port}`))
    const [first, second, third] = nodes
    const moved = `MOVED 12182 127.0.0.1:${third?.port}`
    for (const node of [first, second]) {
      await expect(node?.command(...setFoo)).rejects.toThrow(moved)
    }
    expect(await third?.command(...setFoo)).toBe('OK')
  })

  test('has a node that was killed back in its place, empty', async () => {
    const { nodes, healthy } = await start()
    const [, , third] = nodes
    await third?.command(...setFoo)
    await third?.kill()
    await third?.restart()
    await healthy()
    expect(await third?.command(...setFoo)).toBe('OK')
  })

  test('lets a replica take over from a node that is gone', { timeout: 30_000 }, async () => {
    const { nodes, replicas } = await start({ replicated: true })
    await nodes[2]?.command(...setFoo)
    const [primary, replica] = [nodes[2], replicas[2]]
    if (primary === undefined || replica === undefined) throw new Error('Three of each')
    await caughtUp(replica, primary)
    await primary.kill()
    await expect
      .poll(() => replica.command(...setFoo).catch(() => 'not yet'), { timeout: 20_000 })
      .toBeNull()
  })
})
