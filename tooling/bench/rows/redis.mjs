/** One reservation of a proof in a Redis on loopback, beside the same in this process. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { memoryReplayStore } from '@portcullis/core'
import { top } from '@portcullis-tooling/scripts/process'
import { findService, startRedis } from '@portcullis-tooling/services'
import { digestOf, times } from '../world.mjs'

/** @import { Case } from '../measure.mjs' */
/** @import { Store } from '../store.mjs' */

const folder = join(top, 'packages/redis')
const entry = join(folder, 'dist/index.js')

/** Whether there is something to measure; the reason where there is not. */
export function redisObstacle() {
  if (!existsSync(entry)) return 'packages/redis is not built'
  return findService('redis-server') === undefined ? 'redis-server is not installed' : undefined
}

/** @returns {Promise<{ cases: Case<never>[], close?: () => Promise<void> }>} */
export async function redisCases() {
  const obstacle = redisObstacle()
  if (obstacle !== undefined) {
    console.error(`  no row: ${obstacle}`)
    return { cases: [] }
  }
  const server = await startRedis()
  const { redisReplayStore } = await import(pathToFileURL(entry).href)
  const clients = await connect(server.url)
  /** @type {Case<never>[]} */
  const cases = []
  for (const { name, subject, client, set } of clients) {
    const store = redisReplayStore({ client })
    await store.warmUp()
    await assertReserves(store, subject)
    const raw = `${name}, SET NX PX`
    cases.push(caseOf(subject, reserveIn(store), `redis reserve: ${raw} at 32`))
    cases.push(caseOf(raw, async (key) => (await set(key)) === 'OK', 'raw verify: ES256'))
  }
  const memory = memoryReplayStore({ maximumEntries: 10_000_000 })
  cases.push(caseOf('portcullis, in memory', reserveIn(memory), 'raw verify: ES256'))
  return {
    cases,
    close: async () => {
      for (const { close } of clients) await close()
      await server.stop()
    },
  }
}

const milliseconds = 75_000

/**
 * The two clients that the store takes, and the one command that it cannot do without.
 * @param {string} url
 */
async function connect(url) {
  const load = createRequire(join(folder, 'package.json'))
  const redis = await load('redis').createClient({ url }).connect()
  const { Redis } = load('ioredis')
  const ioredis = new Redis(url)
  return [
    {
      name: 'redis',
      subject: 'portcullis',
      client: redis,
      set: (/** @type {string} */ key) => redis.sendCommand(commandOf(key)),
      close: () => redis.close(),
    },
    {
      name: 'ioredis',
      subject: 'portcullis with ioredis',
      client: ioredis,
      set: (/** @type {string} */ key) => ioredis.call(...commandOf(key)),
      close: () => ioredis.quit(),
    },
  ]
}

/** @param {string} key */
function commandOf(key) {
  return ['SET', `raw:${key}`, '1', 'NX', 'PX', `${milliseconds}`]
}

/**
 * @param {Store} store
 * @param {string} subject All of them share one Redis.
 */
async function assertReserves(store, subject) {
  const key = digestOf(`once by ${subject}`)
  const first = await reserveIn(store)(key)
  const second = await reserveIn(store)(key)
  if (first !== true || second !== false) throw new Error('The store lets a proof be used twice')
}

/**
 * What nobody could have seen before this store began: there is nothing that an empty one could have lost.
 * @param {Store} store
 * @returns {(key: string) => unknown}
 */
function reserveIn(store) {
  return (key) =>
    store.reserve(key, Date.now() / 1000 + milliseconds / 1000, Number.POSITIVE_INFINITY)
}

let made = 0

/**
 * @param {string} subject
 * @param {(key: string) => unknown} run
 * @param {string} against
 * @returns {Case<never>}
 */
function caseOf(subject, run, against) {
  return {
    name: 'redis reserve',
    subject,
    size: 160,
    concurrency: 32,
    prepare: (count) => /** @type {never[]} */ (times(count, () => digestOf(`proof ${made++}`))),
    run,
    isGood: (free) => free === true,
    against,
  }
}
