import { createProofKey, proofs, startTestIssuer } from '@portcullis/testing'
import { startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { startNode } from './nodes.mjs'

/** @import { RunningRedis } from '@portcullis-tooling/services' */
/** @import { Settings } from './arguments.mjs' */
/** @import { Batch } from './messages.mjs' */
/** @import { SoakNode } from './nodes.mjs' */

/**
 * @typedef {object} World
 * @property {readonly RunningRedis[]} servers
 * @property {readonly SoakNode[]} nodes
 * @property {(count: number) => Batch} prove So many requests with a proof that nobody has seen.
 * @property {Batch} others Requests without proofs: a JWT and a reference token.
 * @property {() => Promise<readonly number[]>} measure Bytes in use of each process.
 * @property {() => Promise<number>} usedMemory Bytes of Redis.
 * @property {() => Promise<void>} stop
 */

/**
 * @param {Settings} settings
 * @returns {Promise<World>}
 */
export async function startWorld({ cluster: isCluster, processes }) {
  const cluster = isCluster ? await startRedisCluster() : undefined
  const servers = cluster?.nodes ?? [await startRedis()]
  const issuer = await startTestIssuer()
  const urls = servers.map(({ url }) => url)
  const starting = Array.from({ length: processes }, () => startNode(issuer.issuer, urls))
  const nodes = await Promise.all(starting)
  await declareNew(servers)
  const key = createProofKey()
  const token = await issuer.token({ claims: { cnf: { jkt: key.thumbprint } } })
  const prove = () => proofs.forge({ key, token, url: 'https://api.example.test/' })
  return {
    servers,
    nodes,
    prove: (count) => Array.from({ length: count }, () => ({ token, proof: prove() })),
    others: [{ token: await issuer.token() }, { token: issuer.issueReferenceToken() }],
    measure: () => Promise.all(nodes.map((node) => node.measure())),
    usedMemory: () => usedMemory(servers),
    async stop() {
      for (const node of nodes) node.stop()
      await issuer.close()
      await (cluster ?? servers[0])?.stop()
    },
  }
}

/**
 * A new Redis refuses the first proofs, as one that was emptied does.
 * @param {readonly RunningRedis[]} servers
 */
async function declareNew(servers) {
  for (const { command } of servers) {
    for (const name of [await command('KEYS', '*:epoch')].flat())
      await command('SET', String(name), '1')
  }
}

/** @param {readonly RunningRedis[]} servers */
async function usedMemory(servers) {
  const infos = await Promise.all(servers.map(({ command }) => command('INFO', 'memory')))
  const bytes = infos.map((info) => Number(/used_memory:(\d+)/.exec(String(info))?.[1]))
  return bytes.reduce((sum, one) => sum + one, 0)
}
