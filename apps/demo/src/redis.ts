import { findService, startRedis } from '@portcullis-tooling/services'

/** Whether the rows about several nodes can be shown: not every machine has a Redis. */
export const hasRedis = findService('redis-server') !== undefined

/** A Redis for the nodes of an API. */
export interface SharedRedis {
  readonly url: string
  /**
   * Says that no proof was used before it was there, which is so. As with one that was emptied, the first
   * proofs would otherwise be refused: with nonces, once, and asked for the next.
   */
  declareNew(): Promise<void>
  stop(): Promise<void>
}

export async function startSharedRedis(): Promise<SharedRedis> {
  const { url, command, stop } = await startRedis()
  const declareNew = async () => {
    const keys = [await command('KEYS', '*:epoch')].flat()
    await Promise.all(keys.map((key) => command('SET', String(key), '1')))
  }
  return { url, declareNew, stop }
}
