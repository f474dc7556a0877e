import { startRedis } from '@portcullis-tooling/services'
import { expect } from 'vitest'
import { redisReplayStore } from '../../src/index.js'
import type { singleClients } from './clients.js'
import { ending, eventually, freshKey, seconds } from './redis.js'
import { startRelay } from './relay.js'

type Options = Omit<Parameters<typeof redisReplayStore>[0], 'client'>
type Connect = (typeof singleClients)[string]

/** A primary and its replica, behind an address that leads to the one that counts. */
export async function replicated(connect: Connect, options: Options = {}) {
  const primary = ending(await startRedis())
  const link = ending(await startRelay(primary.port))
  const replica = ending(await startRedis({ replicaOf: link.port }))
  const address = ending(await startRelay(primary.port))
  const { client } = ending(await connect(address.port))
  const store = redisReplayStore({ client, ...options })
  await store.warmUp()
  const since = seconds() + 0.001
  /** A proof made after the store began: an emptied one would refuse it. */
  const reserve = (key = freshKey()) => store.reserve(key, seconds() + 60, since)
  const isReplicated = (key: string) =>
    eventually(
      () => replica.command('EXISTS', `portcullis:proof:{p}${key}`),
      (count) => count === 1,
    )
  const failOver = async () => {
    await primary.kill()
    address.lead(replica.port)
    await replica.command('REPLICAOF', 'NO', 'ONE')
  }
  /** Once the store answers again. */
  const answered = (key?: string) =>
    eventually(
      () => Promise.resolve(reserve(key)).catch(() => undefined),
      (answer) => answer !== undefined,
    )
  const passes = async () => expect(await answered()).toBe(true)
  return {
    primary,
    replica,
    link,
    address,
    store,
    reserve,
    isReplicated,
    failOver,
    answered,
    passes,
  }
}
