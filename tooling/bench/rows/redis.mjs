/** One reservation of a proof in a Redis on loopback, beside the same in this process. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { memoryReplayStore } from '@portcullis/core'
import { top } from '@portcullis-tooling/scripts/process'
import { findService, startRedis } from '@portcullis-tooling/services'
import { reserve } from '../store.mjs'
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
  const { createClient } = createRequire(join(folder, 'package.json'))('redis')
  const client = await createClient({ url: server.url }).connect()
  const store = redisReplayStore({ client })
  // Proofs of a time before the store was empty are none of ours.
  await store.warmUp?.()
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await assertReserves(store)
  return {
    cases: [
      caseOf('portcullis', store, 'redis reserve: portcullis, in memory at 32'),
      caseOf(
        'portcullis, in memory',
        memoryReplayStore({ maximumEntries: 10_000_000 }),
        'raw verify: ES256',
      ),
    ],
    close: async () => {
      await client.close()
      await server.stop()
    },
  }
}

/** @param {Store} store */
async function assertReserves(store) {
  const key = digestOf('once')
  const first = await reserve(store, key)
  const second = await reserve(store, key)
  if (first !== true || second !== false) throw new Error('The store lets a proof be used twice')
}

let made = 0

/**
 * @param {string} subject
 * @param {Store} store
 * @param {string} against
 * @returns {Case<never>}
 */
function caseOf(subject, store, against) {
  return {
    name: 'redis reserve',
    subject,
    size: 500,
    concurrency: 32,
    prepare: (count) => /** @type {never[]} */ (times(count, () => digestOf(`proof ${made++}`))),
    run: (key) => reserve(store, key),
    isGood: (free) => free === true,
    against,
  }
}
