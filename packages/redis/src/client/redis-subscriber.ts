import type { IoredisClient, NodeRedisClient } from './redis-client.js'

/** A connection of `redis` of its own for messages, as `client.duplicate()` makes it. */
export interface NodeRedisSubscriber extends NodeRedisClient {
  on(event: string, listener: () => void): unknown
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
}

/** A connection of `ioredis` of its own for messages, as `client.duplicate()` makes it. */
export interface IoredisSubscriber extends IoredisClient {
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  on(event: string, listener: () => void): unknown
  subscribe(channel: string): Promise<unknown>
}

/** A client of one node that does nothing else: in a cluster, of any of its nodes. You connect it, you close it. */
export type RedisSubscriber = NodeRedisSubscriber | IoredisSubscriber
