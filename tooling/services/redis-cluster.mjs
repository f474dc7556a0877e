import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.mjs'
import { startRedis } from './redis.mjs'

/** @import { RunningRedis } from './redis.mjs' */

const slots = 16_384
const patienceMilliseconds = 30_000
const pollMilliseconds = 20
/** How long a node may be silent before the others give it up. */
const nodeTimeoutMilliseconds = 1_000

/**
 * @typedef {object} ClusterOptions
 * @property {'redis-server' | 'valkey-server'} [program] Default `redis-server`, or what serves as it.
 * @property {boolean} [replicated] Whether each node has a replica, which takes over when the node is gone
 *   for a second or two. Default false: without one of its nodes the cluster serves nothing.
 * @property {readonly string[]} [args] Of each node.
 */

/**
 * @typedef {object} RunningCluster
 * @property {readonly RunningRedis[]} nodes Three, each with a third of the slots. One that is killed and
 *   restarted has its place again, and is empty.
 * @property {readonly RunningRedis[]} replicas One for each node, in the same order.
 * @property {readonly string[]} urls Of the nodes.
 * @property {() => Promise<void>} healthy Waits until every member says that all slots are served.
 * @property {() => Promise<void>} stop
 */

/** @typedef {{ readonly redis: RunningRedis, readonly busPort: number }} Member */

/**
 * A cluster of three nodes on this machine.
 * @param {ClusterOptions} [options]
 * @returns {Promise<RunningCluster>}
 */
export async function startRedisCluster({ replicated = false, ...options } = {}) {
  /** @type {Member[]} */
  const members = []
  const stop = async () => {
    await Promise.all(members.map(({ redis }) => redis.stop()))
  }
  const healthy = () => waitFor(members, (info) => info.includes('cluster_state:ok'))
  try {
    while (members.length < (replicated ? 6 : 3)) members.push(await startMember(options))
    const all = members.map(({ redis }) => redis)
    const [nodes, replicas] = [all.slice(0, 3), all.slice(3)]
    await assignSlots(nodes)
    await introduce(members)
    await follow(replicas, nodes)
    await healthy()
    return { nodes, replicas, urls: nodes.map(({ url }) => url), healthy, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * @param {Omit<ClusterOptions, 'replicated'>} options
 * @returns {Promise<Member>}
 */
async function startMember({ args = [], ...options }) {
  // Unless told otherwise they talk on a port that is 10000 higher, which there may not be.
  const busPort = await freePort()
  const timeout = ['--cluster-node-timeout', String(nodeTimeoutMilliseconds)]
  const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), ...timeout]
  return { redis: await startRedis({ ...options, args: [...cluster, ...args] }), busPort }
}

/** @param {readonly RunningRedis[]} nodes */
async function assignSlots(nodes) {
  const share = slots / nodes.length
  for (const [index, { command }] of nodes.entries()) {
    const [first, next] = [Math.floor(index * share), Math.floor((index + 1) * share)]
    await command('CLUSTER', 'ADDSLOTSRANGE', String(first), String(next - 1))
    // Two that come with the same epoch would have to settle that first.
    await command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
  }
}

/** @param {readonly Member[]} members */
async function introduce(members) {
  const [first, ...others] = members
  for (const { redis, busPort } of others) {
    const address = ['127.0.0.1', String(redis.port), String(busPort)]
    await first?.redis.command('CLUSTER', 'MEET', ...address)
  }
  await waitFor(members, (info) => info.includes(`cluster_known_nodes:${members.length}\r`))
}

/**
 * @param {readonly RunningRedis[]} replicas
 * @param {readonly RunningRedis[]} nodes
 */
async function follow(replicas, nodes) {
  for (const [index, { command }] of replicas.entries()) {
    const id = String(await nodes[index]?.command('CLUSTER', 'MYID'))
    await command('CLUSTER', 'REPLICATE', id)
    await until(async () => String(await command('INFO', 'replication')).includes('link_status:up'))
  }
}

/**
 * Until what every member knows about the cluster is as it should be.
 * @param {readonly Member[]} members
 * @param {(info: string) => boolean} isFine
 */
function waitFor(members, isFine) {
  return until(async () => {
    const infos = await Promise.all(members.map(clusterInfo)).catch(() => [])
    return infos.length === members.length && infos.every(isFine)
  })
}

/** @param {Member} member */
async function clusterInfo({ redis }) {
  return String(await redis.command('CLUSTER', 'INFO'))
}

/** @param {() => Promise<boolean>} isTrue */
async function until(isTrue) {
  const deadline = Date.now() + patienceMilliseconds
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Not there after ${patienceMilliseconds} ms`)
    await pause(pollMilliseconds)
  }
}
