/**
 * One node of the Redis soak: a guard with both stores, driven by messages of the process that started it.
 * It gets requests, and says how each came out.
 */
import { createResourceServer, isBreakdown } from '@portcullis/core'
import { redisIntrospectionCache, redisReplayStore } from '@portcullis/redis'
import { createClient, createCluster } from 'redis'
import { memoryInUse } from '../memory.mjs'

/** @import { Batch, Order, Report } from './messages.mjs' */

const [issuer = '', ...urls] = process.argv.slice(2)

function createRedis() {
  const socket = { reconnectStrategy: 100 }
  const options = { disableOfflineQueue: true, socket }
  return urls.length > 1
    ? createCluster({ rootNodes: urls.map((url) => ({ url })), defaults: options })
    : createClient({ url: urls[0] ?? '', ...options })
}

const client = createRedis()
// What they say is of no interest here: what counts is how requests come out.
client.on('error', () => {}).on('node-error', () => {})
await client.connect()
const replayStore = redisReplayStore({ client })
await replayStore.warmUp()

const guard = createResourceServer({
  issuer,
  audience: 'api1',
  replayStore,
  introspectionCache: redisIntrospectionCache({ client }),
  introspection: { clientId: 'api1', clientSecret: 'api1_secret' },
  // Short, so that an emptied store is well again within seconds.
  dpop: { proofMaxAgeSeconds: 10, proofMaxFutureSeconds: 0 },
  publicUrl: 'https://api.example.test',
})

/** @param {Batch[number]} request */
async function present({ token, proof }) {
  const authorization = [`${proof === undefined ? 'Bearer' : 'DPoP'} ${token}`]
  const dpop = proof === undefined ? [] : [proof]
  const outcome = await guard.protect({
    method: 'GET',
    target: '/',
    scheme: 'https',
    header: (name) => ({ authorization, dpop })[name] ?? [],
  })
  if (outcome.ok) return 'granted'
  const { reason } = outcome
  const cause = isBreakdown(reason) ? reason.cause : undefined
  return cause instanceof Error ? `${reason.code}: ${cause.message}` : reason.code
}

/** @param {Report} report */
function tell(report) {
  process.send?.(report)
}

process.on('message', async (/** @type {Order} */ order) => {
  if (order === 'measure') tell({ memory: await memoryInUse() })
  else tell({ outcomes: await Promise.all(order.map(present)) })
})
process.on('disconnect', () => process.exit())
tell({ outcomes: [] })
