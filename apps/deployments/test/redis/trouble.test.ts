import { type RunningRedis, startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, createHolder, type Holder, send, times } from './client.js'
import { declareNew, type Nodes, startNodes } from './nodes.js'

/** The recovery that is promised is a second; a machine that is busy gets more. */
const back = { timeout: 10_000, interval: 20 }

describeWith('redis-server', 'two nodes whose Redis', () => {
  let primary: RunningRedis
  let redis: RunningRedis
  let nodes: Nodes
  let holder: Holder
  beforeAll(async () => {
    primary = await startRedis()
    redis = await startRedis()
    nodes = await startNodes({ redisUrl: redis.url })
    await declareNew(redis)
    holder = await createHolder(nodes.issuer)
  })
  afterAll(async () => {
    await nodes?.stop()
    await redis?.stop()
    await primary?.stop()
  })

  const prove = (index = 0) => {
    const { token } = holder
    return send(nodes.apis[index % 2]?.port ?? 0, { token, proof: holder.prove() })
  }

  /** How many requests each node said to have refused because its store could not tell. */
  const breakdowns = () =>
    nodes.apis.map(
      (api) => api.log().filter(({ code }) => code === 'replay_store_unavailable').length,
    )

  /** What every kind of request gets meanwhile, and that all is well again afterwards. */
  async function bear(begin: () => unknown, end: () => unknown): Promise<void> {
    const { apis, issuer } = nodes
    const toldBefore = breakdowns()
    const jwt = await issuer.token()
    const known = issuer.issueReferenceToken()
    await send(apis[0].port, { token: known })
    await begin()
    const unknown = issuer.issueReferenceToken()
    const refused = await times(20, prove)
    expect(count(refused)).toEqual({ 503: 20 })
    for (const { retryAfter } of refused) expect(retryAfter).toMatch(/^[1-9]\d*$/)
    // Other lines may come in between, and a line later than its answer.
    const told = () => breakdowns().map((count, index) => count - (toldBefore[index] ?? 0))
    await expect.poll(() => told().every((count) => count >= 10), back).toBe(true)
    for (const token of [jwt, known, unknown]) {
      const answers = await times(10, (index) => send(apis[index % 2]?.port ?? 0, { token }))
      expect(count(answers)).toEqual({ 200: 10 })
    }
    await end()
    await expect.poll(async () => (await prove(0)).status, back).toBe(200)
    await expect.poll(async () => (await prove(1)).status, back).toBe(200)
    expect(count(await times(20, prove))).toEqual({ 200: 20 })
  }

  test('hangs', () => bear(redis.pause, redis.resume))

  test('hangs for long', () =>
    bear(async () => {
      redis.pause()
      // Until the connections are given up.
      await expect
        .poll(() => nodes.apis.map((api) => api.log().at(-1)?.event), back)
        .toEqual(['redis_unavailable', 'redis_unavailable'])
    }, redis.resume))

  test('has no memory left', () =>
    bear(
      () => redis.command('CONFIG', 'SET', 'maxmemory', '1'),
      () => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
    ))

  test('is a replica, and then is not', () =>
    bear(
      async () => {
        await redis.command('REPLICAOF', '127.0.0.1', String(primary.port))
        await expect
          .poll(() => redis.command('INFO', 'replication'), back)
          .toContain('master_link_status:up')
      },
      async () => {
        await redis.command('REPLICAOF', 'NO', 'ONE')
        // It has what the primary had, which is nothing.
        await prove()
        await declareNew(redis)
      },
    ))

  test('is away, and comes back', () =>
    bear(redis.kill, async () => {
      await redis.restart()
      // They look at it as soon as it is back.
      await expect.poll(() => redis.command('KEYS', '*:epoch'), back).toHaveLength(1)
      await declareNew(redis)
    }))
})
