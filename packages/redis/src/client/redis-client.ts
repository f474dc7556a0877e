/** A client of `redis` (node-redis 5 or later), as `createClient` makes it. */
export interface NodeRedisClient {
  readonly isReady: boolean
  readonly isPubSubActive: boolean
  sendCommand(args: string[], options?: object): Promise<unknown>
}

/** A client of `redis` for a cluster, as `createCluster` makes it. */
export interface NodeRedisCluster {
  readonly isOpen: boolean
  readonly masters: readonly unknown[]
  sendCommand(
    firstKey: string | undefined,
    isReadonly: boolean | undefined,
    args: string[],
    options?: object,
  ): Promise<unknown>
}

/** A client of `ioredis`: `Redis`, also with sentinels, or `Cluster`. */
export interface IoredisClient {
  readonly status: string
  readonly isCluster: boolean
  readonly options: object
  /** Where it writes to; a client for a cluster has none. */
  readonly stream?: unknown
  call(command: string, ...args: string[]): Promise<unknown>
}

/** What the stores work with. It is connected and closed by whoever made it. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | IoredisClient
