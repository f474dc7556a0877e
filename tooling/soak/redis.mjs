/**
 * Several processes with one Redis, or one cluster, at full speed: every proof goes to all of them at once,
 * and some come again later. Ends with 1 when a proof passed twice, when an answer is not explained, or when
 * memory grew.
 *
 * node --expose-gc redis.mjs [--seconds 120] [--proofs 1000000] [--processes 3] [--cluster] [--trouble]
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createProofKey, proofs, startTestIssuer } from '@portcullis/testing'
import { startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { megabytes } from './memory.mjs'
import { startNode } from './redis/nodes.mjs'
import { makeTrouble } from './redis/trouble.mjs'

/** @import { Batch } from './redis/messages.mjs' */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    proofs: { type: 'string', default: '1000000' },
    processes: { type: 'string', default: '3' },
    cluster: { type: 'boolean', default: false },
    trouble: { type: 'boolean', default: false },
  },
})
const batchSize = 100
const copiesInEach = 2
const mostGrowthBytes = 20_000_000
/** How many of the proofs that passed are tried again, and again. */
const remembered = 2000
const explained = new Set([
  'granted',
  'dpop_proof_replayed',
  'dpop_proof_expired',
  ...(values.trouble ? ['replay_store_unavailable'] : []),
])

const cluster = values.cluster ? await startRedisCluster() : undefined
const servers = cluster?.nodes ?? [await startRedis()]
const issuer = await startTestIssuer()
const urls = servers.map(({ url }) => url)
const nodes = await Promise.all(
  Array.from({ length: Number(values.processes) }, () => startNode(issuer.issuer, urls)),
)
const key = createProofKey()
const token = await issuer.token({ claims: { cnf: { jkt: key.thumbprint } } })
const others = [{ token: await issuer.token() }, { token: issuer.issueReferenceToken() }]

/** @type {Record<string, number>} */
const ends = {}
/** @type {Batch[number][]} */
const passed = []
const problems = new Set()
let sent = 0
let granted = 0

/** Proofs go to every node, twice; what is granted is counted for each. */
async function round() {
  const fresh = Array.from({ length: batchSize }, () => ({
    token,
    proof: proofs.forge({ key, token, url: 'https://api.example.test/' }),
  }))
  const again = Array.from({ length: passed.length && batchSize / 4 }, any)
  const copies = Array.from({ length: copiesInEach }, () => fresh).flat()
  const batch = [...copies, ...again, ...others]
  const answers = await Promise.all(nodes.map((node) => node.present(batch)))
  const passes = new Array(batchSize).fill(0)
  for (const outcomes of answers) {
    for (const [index, end] of outcomes.entries()) {
      ends[end] = (ends[end] ?? 0) + 1
      judge(index, end, copies.length, again.length)
      if (end === 'granted' && index < copies.length) passes[index % batchSize] += 1
    }
  }
  for (const [index, times] of passes.entries()) keep(fresh[index], times)
  sent += batchSize
}

function any() {
  return /** @type {Batch[number]} */ (passed[Math.floor(Math.random() * passed.length)])
}

/**
 * @param {number} index
 * @param {string} end
 * @param {number} copies
 * @param {number} again
 */
function judge(index, end, copies, again) {
  if (!explained.has(end)) problems.add(`An answer that nothing explains: ${end}`)
  if (index >= copies + again) {
    if (end !== 'granted') problems.add(`A token without a proof was refused: ${end}`)
  } else if (index >= copies && end === 'granted') {
    problems.add('A proof passed again later')
  }
}

/**
 * @param {Batch[number] | undefined} request
 * @param {number} times
 */
function keep(request, times) {
  granted += times
  if (times > 1) problems.add(`A proof passed ${times} times`)
  if (times === 0 && !values.trouble) problems.add('A proof passed nowhere')
  if (times !== 1 || request === undefined) return
  if (passed.length < remembered) passed.push(request)
  else passed[Math.floor(Math.random() * remembered)] = request
}

async function usedMemory() {
  const infos = await Promise.all(servers.map(({ command }) => command('INFO', 'memory')))
  const bytes = infos.map((info) => Number(/used_memory:(\d+)/.exec(String(info))?.[1]))
  return bytes.reduce((sum, one) => sum + one, 0)
}

function measure() {
  return Promise.all(nodes.map((node) => node.measure()))
}

/** A new Redis refuses the first proofs, as one that was emptied does. */
async function declareNew() {
  for (const { command } of servers) {
    for (const name of [await command('KEYS', '*:epoch')].flat())
      await command('SET', String(name), '1')
  }
}

await declareNew()
const ending = new AbortController()
const trouble = values.trouble
  ? makeTrouble(servers, ending.signal, (what) => console.log(`  ${what}`))
  : Promise.resolve()
const start = performance.now()
const end = start + Number(values.seconds) * 1000
const warm = start + Number(values.seconds) * 250
/** @type {readonly number[]} */
let before = []
while (performance.now() < end && sent < Number(values.proofs) && problems.size === 0) {
  await round()
  if (before.length === 0 && performance.now() > warm) before = await measure()
}
const seconds = (performance.now() - start) / 1000
ending.abort()
await trouble
await pause(500)
const after = await measure()
const requests = Object.values(ends).reduce((sum, one) => sum + one, 0)
console.log(
  `${sent} proofs, ${requests} requests to ${nodes.length} processes in ${seconds.toFixed(0)} s: ${(requests / seconds).toFixed(0)} a second`,
)
console.log(`  ends: ${JSON.stringify(ends)}`)
console.log(`  proofs that passed: ${granted}`)
console.log(
  `  memory of the processes: ${before.map(megabytes)} after a quarter, ${after.map(megabytes)} at the end`,
)
console.log(`  memory of Redis: ${megabytes(await usedMemory())}`)
for (const [index, bytes] of after.entries()) {
  if (bytes - (before[index] ?? bytes) > mostGrowthBytes) problems.add('Memory grew')
}
for (const node of nodes) node.stop()
await issuer.close()
await (cluster ?? servers[0])?.stop()
for (const problem of problems) console.error(`✗ ${problem}`)
process.exitCode = problems.size === 0 ? 0 : 1
