import type { Clock, ResourceServerOptions } from '@portcullis/core'
import { redisIntrospectionCache, redisReplayStore } from '@portcullis/redis'
import type { Log } from './log.js'
import type { RedisConnection } from './redis-connection.js'

/** What every node with the same Redis sees. */
export interface SharedStores {
  readonly options: Required<Pick<ResourceServerOptions, 'replayStore' | 'introspectionCache'>>
  /** Resolves once Redis was looked at, or after a second without. */
  readonly started: Promise<unknown>
}

/**
 * Claims are legible in Redis: no variable has a key for them, and one that were derived from another
 * secret would tie both together.
 *
 * @param clock - that of the guard
 */
export function sharedStores(
  { client, started, onReady }: Omit<RedisConnection, 'close'>,
  log: Pick<Log, 'redis'>,
  clock: Clock = Date.now,
): SharedStores {
  const replayStore = redisReplayStore({
    client,
    clock,
    onEvent: (event) => {
      if (event.kind === 'store_empty') log.redis({ event: 'redis_empty' })
      if (event.kind === 'eviction_possible') {
        log.redis({ event: 'redis_may_evict', reason: event.policy })
      }
    },
  })
  const introspectionCache = redisIntrospectionCache({
    client,
    clock,
    // That Redis is not there is said once, and not for each request.
    onEvent: (event) => {
      if (event.kind === 'value_refused') {
        log.redis({ event: 'redis_value_refused', reason: event.reason })
      }
    },
  })
  // An empty store refuses proofs for some seconds: they begin now, not with the first of them.
  onReady(() => void replayStore.warmUp())
  return {
    options: { replayStore, introspectionCache },
    started: started.then(() => replayStore.warmUp()),
  }
}
