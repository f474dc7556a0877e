/** What a binding adds to a request of its framework, in CPU time of the server process. */
import { median, spreadOf } from '../statistics.mjs'
import { boundToken, digestOf, forgedToken, proof, times, token } from '../world.mjs'
import { startServer } from './child.mjs'
import { drive, openClient, requestText } from './client.mjs'

/** @import { Row } from '../measure.mjs' */

/** What is measured of each: alone, with a step that does nothing, and behind its binding. */
export const httpFrameworks = ['express', 'fastify', 'koa', 'hono']
/**
 * With several, a client that is ahead of the server sleeps, and to wake it is CPU time of the server: more often
 * behind a guard than in the bare framework, though the guard has no part in it.
 */
const connections = 1
const batch = 160

/** @typedef {Row & { addedCpuMicros?: number }} HttpRow `addedCpuMicros`: beside the bare framework. */

/**
 * @typedef {object} Way
 * @property {'bare' | 'empty' | 'bearer' | 'dpop'} what
 * @property {number} port
 * @property {(count: number) => string[]} prepare
 */

/**
 * The bare framework gets the same fields: reading them is no work of the binding's.
 * @param {{ bare: number, empty: number, guarded: number }} ports
 * @returns {readonly Way[]}
 */
export function waysTo({ bare, empty, guarded }) {
  const authorization = `Bearer ${token()}`
  const bound = boundToken()
  const digest = digestOf(bound)
  const htu = `http://127.0.0.1:${guarded}/items`
  const dpopRequest = () =>
    requestText(guarded, { authorization: `DPoP ${bound}`, dpop: proof(digest, { htu }) })
  /**
   * @param {'bare' | 'empty' | 'bearer'} what
   * @param {number} port
   * @returns {Way}
   */
  const bearerWay = (what, port) => ({
    what,
    port,
    prepare: (count) => times(count, () => requestText(port, { authorization })),
  })
  return [
    bearerWay('bare', bare),
    bearerWay('empty', empty),
    bearerWay('bearer', guarded),
    { what: 'dpop', port: guarded, prepare: (count) => times(count, dpopRequest) },
  ]
}

/** @param {number} port */
async function assertRefusals(port) {
  const bound = boundToken()
  const bad = [{}, { authorization: `Bearer ${forgedToken()}` }, { authorization: `DPoP ${bound}` }]
  const requests = bad.map((fields) =>
    requestText(port, /** @type {Record<string, string>} */ (fields)),
  )
  /** @type {number[]} */
  const statuses = []
  await drive(
    port,
    1,
    () => requests.pop(),
    (_time, status) => statuses.push(status),
  )
  if (statuses.join() !== '401,401,401') throw new Error(`Bad requests got ${statuses}`)
}

/**
 * @param {string} framework
 * @param {{ rounds: number, warmRequests: number }} effort `warmRequests`: of each way, before it counts.
 * @returns {Promise<HttpRow[]>}
 */
export async function httpRows(framework, { rounds, warmRequests }) {
  const server = await startServer(framework)
  try {
    await assertRefusals(server.guarded)
    const ways = waysTo(server)
    const clients = new Map()
    for (const way of ways) clients.set(way, await openClient(way.port, connections))
    /** @type {Map<Way, { cpu: number, wall: number }[]>} */
    const costs = new Map(ways.map((way) => [way, []]))
    const warmRounds = Math.ceil(warmRequests / batch)
    for (let round = 0; round < rounds + warmRounds; round++) {
      for (let turn = 0; turn < ways.length; turn++) {
        const way = /** @type {Way} */ (ways[(turn + round) % ways.length])
        const cost = await runBatch(server, way, clients.get(way))
        if (round >= warmRounds) costs.get(way)?.push(cost)
      }
    }
    for (const client of clients.values()) client.close()
    return ways.map((way) => rowOf(framework, way, ways, costs))
  } finally {
    server.stop()
  }
}

/**
 * @param {Awaited<ReturnType<typeof startServer>>} server
 * @param {Way} way
 * @param {Awaited<ReturnType<typeof openClient>>} client
 */
async function runBatch(server, way, client) {
  const requests = way.prepare(batch)
  const before = await server.cpu()
  const startedAt = performance.now()
  await client.send(() => requests.pop())
  const wall = performance.now() - startedAt
  const cpu = (await server.cpu()) - before
  return { cpu: cpu / batch, wall: (wall * 1000) / batch }
}

/**
 * @param {string} framework
 * @param {Way} way
 * @param {readonly Way[]} ways
 * @param {ReadonlyMap<Way, readonly { cpu: number, wall: number }[]>} costs
 * @returns {HttpRow}
 */
function rowOf(framework, way, ways, costs) {
  const own = costs.get(way) ?? []
  const bare = costs.get(/** @type {Way} */ (ways[0])) ?? []
  const cpu = own.map((cost) => cost.cpu)
  const others = cpu.map((_value, round) => bare[round]?.cpu ?? Number.NaN)
  return {
    name: `http ${framework} ${way.what}`,
    subject: ['bare', 'empty'].includes(way.what) ? framework : 'portcullis',
    opsPerSecond: 1e6 / median(own.map((cost) => cost.wall)),
    cpuMicrosPerOp: median(cpu),
    ratio: median(cpu.map((value, round) => value / (others[round] ?? Number.NaN))),
    against: `http ${framework} bare: ${framework}`,
    spread: spreadOf(cpu),
    ...(way.what === 'bare'
      ? {}
      : { addedCpuMicros: median(cpu.map((value, round) => value - (others[round] ?? 0))) }),
  }
}
