import { type RunningRedis, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import { keySlot } from '../src/client/key-slot.js'
import { redisReplayStore } from '../src/index.js'
import { clusterClients } from './support/clients.js'
import {
  endAfterEach,
  ending,
  forbidUnhandledRejections,
  freshKey,
  seconds,
} from './support/redis.js'

forbidUnhandledRejections()
endAfterEach()

/** Of one of the six buckets of proofs. */
const slot = String(keySlot('p256'))

async function idOf({ command }: RunningRedis): Promise<string> {
  return String(await command('CLUSTER', 'MYID'))
}

/** Moves the keys of the slot, so many at a time. */
async function moveKeys(from: RunningRedis, to: RunningRedis, count: number): Promise<number> {
  const names = [await from.command('CLUSTER', 'GETKEYSINSLOT', slot, String(count))].flat()
  if (names.length === 0) return 0
  const target = ['127.0.0.1', String(to.port), '', '0', '5000']
  await from.command('MIGRATE', ...target, 'KEYS', ...names.map(String))
  return names.length
}

describeWith('redis-server', '[R120, A13] while a slot of a cluster moves to another node', () => {
  test('a proof passes once, with every client', async () => {
    const cluster = ending(await startRedisCluster())
    const ports = cluster.nodes.map(({ port }) => port)
    const owner = Math.floor((Number(slot) * 3) / 16_384)
    const [from, to] = [cluster.nodes[owner], cluster.nodes[(owner + 1) % 3]]
    if (from === undefined || to === undefined) throw new Error('Three nodes')
    const clients = await Promise.all(
      Object.values(clusterClients).map(async (connect, index) => {
        const { client } = ending(await connect(ports))
        const store = redisReplayStore({ client, keyPrefix: `api${index}:` })
        await store.warmUp()
        const since = seconds() + 0.001
        return {
          used: [] as string[],
          reserve: (key: string) => store.reserve(key, seconds() + 60, since),
        }
      }),
    )
    /** New proofs pass, and no old one does. */
    const check = async () => {
      for (const { used, reserve } of clients) {
        const fresh = Array.from({ length: 60 }, freshKey)
        expect(new Set(await Promise.all(fresh.map(reserve)))).toEqual(new Set([true]))
        used.push(...fresh)
        expect(new Set(await Promise.all(used.map(reserve)))).toEqual(new Set([false]))
      }
    }
    await check()
    await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', await idOf(from))
    await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', await idOf(to))
    await check()
    expect(await moveKeys(from, to, 5)).toBe(5)
    await check()
    while ((await moveKeys(from, to, 100)) > 0) await check()
    for (const node of [to, from]) {
      await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', await idOf(to))
    }
    await check()
    expect(await from.command('CLUSTER', 'COUNTKEYSINSLOT', slot)).toBe(0)
  })
})
