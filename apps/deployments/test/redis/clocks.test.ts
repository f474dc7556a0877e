import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { test } from 'vitest'
import { createHolder, send } from './client.js'
import { declareNew, startNodes } from './nodes.js'

const program = fileURLToPath(new URL('./node.mjs', import.meta.url))

describeWith('redis-server', 'two nodes whose clocks differ', () => {
  test.concurrent.for([3, -3])(
    'by %i s take a proof once, for as long as it is good',
    async (ahead, { expect }) => {
      const redis = await startRedis()
      const nodes = await startNodes({
        redisUrl: redis.url,
        program,
        variables: { PROOF_SECONDS: '8' },
        first: { CLOCK_AHEAD_SECONDS: String(ahead) },
      })
      try {
        await declareNew(redis)
        const { token, prove } = await createHolder(nodes.issuer)
        const sent = { token, proof: prove() }
        // The one that is ahead has the shorter time left for it.
        const [wrong, right] = nodes.apis
        expect((await send((ahead > 0 ? wrong : right).port, sent)).status).toBe(200)
        const said = new Set<unknown>()
        const isOver = () =>
          nodes.apis.every((api) => api.log().at(-1)?.code === 'dpop_proof_expired')
        while (!isOver()) {
          for (const { port } of nodes.apis) expect((await send(port, sent)).status).toBe(401)
          for (const api of nodes.apis) said.add(api.log().at(-1)?.code)
          await pause(20)
        }
        expect(said).toContain('dpop_proof_replayed')
      } finally {
        await nodes.stop()
        await redis.stop()
      }
    },
  )
})
