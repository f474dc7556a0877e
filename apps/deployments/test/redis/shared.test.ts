import { randomBytes } from 'node:crypto'
import { type RunningRedis, startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, createHolder, send, times } from './client.js'
import { declareNew, type Nodes, startNodes } from './nodes.js'

/** Recovery takes less; a machine that is busy gets more. */
const back = { timeout: 10_000, interval: 20 }
const copies = 40
const rounds = 100

/** One proof, sent to both nodes at once by many. */
async function race({ apis, issuer }: Nodes): Promise<void> {
  const holder = await createHolder(issuer)
  for (let round = 0; round < rounds; round++) {
    const sent = { token: holder.token, proof: holder.prove() }
    const answers = await times(copies, (index) => send(apis[index % 2]?.port ?? 0, sent))
    expect(count(answers), `round ${round}`).toEqual({ 200: 1, 401: copies - 1 })
    for (const { status, error } of answers) {
      if (status === 401) expect(error).toBe('invalid_dpop_proof')
    }
  }
}

describeWith('redis-server', 'two nodes with one Redis', () => {
  let redis: RunningRedis
  let nodes: Nodes
  beforeAll(async () => {
    redis = await startRedis()
    nodes = await startNodes({ redisUrl: redis.url })
    await declareNew(redis)
  })
  afterAll(async () => {
    await nodes?.stop()
    await redis?.stop()
  })

  test(`take a proof once: of ${copies} copies that come at once exactly one, ${rounds} times [R120, A13]`, () =>
    race(nodes))

  test('know what one of them asked the issuer about a reference token', async () => {
    const { apis, issuer } = nodes
    const token = issuer.issueReferenceToken()
    const before = issuer.requests.introspection
    for (const { port } of [...apis, ...apis])
      expect((await send(port, { token })).status).toBe(200)
    expect(issuer.requests.introspection - before).toBe(1)
  })

  test('leave neither tokens nor proofs in it', async () => {
    const { apis, issuer } = nodes
    const holder = await createHolder(issuer, 'reference')
    const proof = holder.prove()
    expect((await send(apis[0].port, { token: holder.token, proof })).status).toBe(200)
    const keys = [await redis.command('KEYS', '*')].flat().map(String)
    expect(keys.length).toBeGreaterThan(1)
    const { jti } = JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString())
    for (const key of keys) {
      const value = String(await redis.command('GET', key))
      for (const secret of [holder.token, proof, jti]) {
        expect(key + value).not.toContain(secret)
      }
    }
  })
})

describeWith('redis-server', 'two nodes with nonces of one secret', () => {
  test('take the nonces of each other [R118]', async () => {
    const redis = await startRedis()
    const nodes = await startNodes({ redisUrl: redis.url, variables: nonceVariables() })
    try {
      await declareNew(redis)
      const [one, other] = nodes.apis
      const { token, prove } = await createHolder(nodes.issuer)
      const refused = await send(one.port, { token, proof: prove() })
      expect([refused.status, refused.error]).toEqual([401, 'use_dpop_nonce'])
      const proof = prove(refused.nonce)
      expect((await send(other.port, { token, proof })).status).toBe(200)
      expect((await send(one.port, { token, proof })).error).toBe('invalid_dpop_proof')
    } finally {
      await nodes.stop()
      await redis.stop()
    }
  })

  test('give another nonce at once when it comes back empty, and let no old proof pass [R118, R120, A13]', async () => {
    const redis = await startRedis()
    const nodes = await startNodes({ redisUrl: redis.url, variables: nonceVariables() })
    try {
      await declareNew(redis)
      const [one, other] = nodes.apis
      const { token, prove } = await createHolder(nodes.issuer)
      const { nonce } = await send(one.port, { token, proof: prove() })
      const used = { token, proof: prove(nonce) }
      expect((await send(one.port, used)).status).toBe(200)
      const unused = { token, proof: prove(nonce) }
      await redis.kill()
      await redis.restart()
      for (const { port } of nodes.apis) {
        await expect.poll(async () => (await send(port, used)).status, back).toBe(401)
        expect((await send(port, used)).status).toBe(401)
      }
      // Nobody can tell that this one was not used: it has to come again.
      const told = await send(one.port, unused)
      expect([told.status, told.error]).toEqual([401, 'use_dpop_nonce'])
      expect(told.nonce).not.toBe(nonce)
      const again = { token, proof: prove(told.nonce) }
      expect((await send(other.port, again)).status).toBe(200)
      expect((await send(one.port, again)).error).toBe('invalid_dpop_proof')
      for (const { port } of nodes.apis) expect((await send(port, used)).status).toBe(401)
    } finally {
      await nodes.stop()
      await redis.stop()
    }
  })
})

function nonceVariables() {
  return {
    DPOP_NONCE: 'required',
    DPOP_NONCE_SECRET: randomBytes(32).toString('base64url'),
  }
}

describeWith('redis-server', 'two nodes with one cluster', () => {
  test(`take a proof once: of ${copies} copies that come at once exactly one, ${rounds} times [R120, A13]`, async () => {
    const cluster = await startRedisCluster()
    const nodes = await startNodes({ redisUrl: cluster.urls.join(' ') })
    try {
      await declareNew(...cluster.nodes)
      await race(nodes)
      const stored = await Promise.all(cluster.nodes.map((node) => node.command('DBSIZE')))
      for (const size of stored) expect(size).toBeGreaterThan(0)
    } finally {
      await nodes.stop()
      await cluster.stop()
    }
  })
})
