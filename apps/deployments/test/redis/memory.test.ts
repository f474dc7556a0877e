import { fileURLToPath } from 'node:url'
import { type RunningRedis, startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../api.js'
import { createHolder, type Holder, send, times } from './client.js'
import { type Nodes, startNodes } from './nodes.js'

const program = fileURLToPath(new URL('./node.mjs', import.meta.url))

/** For 2000 requests. One that left a command behind would leave some hundred bytes more each. */
const mostGrowthBytes = 1_000_000

async function heapOf(api: Api): Promise<number> {
  const looks = () => api.log().filter(({ event }) => event === 'memory')
  const before = looks().length
  api.signal('SIGUSR2')
  await expect.poll(looks, { interval: 10 }).toHaveLength(before + 1)
  return Number(looks().at(-1)?.heapUsed)
}

describeWith('redis-server', 'the memory of a node is flat while Redis', () => {
  let redis: RunningRedis
  let nodes: Nodes
  let holder: Holder
  beforeAll(async () => {
    redis = await startRedis()
    nodes = await startNodes({ redisUrl: redis.url, program })
    holder = await createHolder(nodes.issuer)
  })
  afterAll(async () => {
    await nodes?.stop()
    await redis?.stop()
  })

  async function flood(rounds: number): Promise<void> {
    const { token } = holder
    for (let round = 0; round < rounds; round++) {
      const prove = () => send(nodes.apis[0].port, { token, proof: holder.prove() })
      for (const { status } of await times(50, prove)) expect(status).toBe(503)
    }
  }

  test.each([
    ['is away', () => redis.kill()],
    ['hangs', () => redis.restart().then(redis.pause)],
  ])('%s', async (_what, begin) => {
    await begin()
    await flood(10)
    const before = await heapOf(nodes.apis[0])
    await flood(40)
    const after = await heapOf(nodes.apis[0])
    expect(after - before).toBeLessThan(mostGrowthBytes)
  })
})
