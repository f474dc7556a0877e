import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import type { RedisClient, RedisSubscriber } from '../../src/index.js'

/** A connected client, and how to be rid of it. */
export interface TestClient<Client = RedisClient> {
  readonly client: Client
  readonly close: () => Promise<void>
}

/** As the reference apps have them: reconnecting soon, with no queue for when they are offline. */
const reconnectMilliseconds = 50

const quiet = () => {}

export async function nodeRedis(
  port: number,
  options: object = {},
  create: typeof createClient = createClient,
) {
  const client = create({
    disableOfflineQueue: true,
    ...options,
    socket: { host: '127.0.0.1', port, reconnectStrategy: reconnectMilliseconds },
  })
  client.on('error', quiet)
  await client.connect()
  return { client, close: async () => client.destroy() }
}

export async function ioredis(port: number, options: object = {}, Client = Redis) {
  const client = new Client({
    host: '127.0.0.1',
    port,
    enableOfflineQueue: false,
    retryStrategy: () => reconnectMilliseconds,
    ...options,
  })
  client.on('error', quiet)
  await new Promise<void>((resolve) => client.once('ready', () => resolve()))
  return { client, close: async () => client.disconnect() }
}

export async function nodeRedisCluster(ports: readonly number[], options: object = {}) {
  const client = createCluster({
    rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })),
    defaults: {
      ...options,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: reconnectMilliseconds },
    },
  })
  client.on('error', quiet)
  await client.connect()
  return { client, close: async () => client.destroy() }
}

export async function ioredisCluster(ports: readonly number[], options: object = {}) {
  const client = new Cluster(
    ports.map((port) => ({ host: '127.0.0.1', port })),
    {
      enableOfflineQueue: false,
      clusterRetryStrategy: () => reconnectMilliseconds,
      redisOptions: options,
    },
  )
  client.on('error', quiet)
  await new Promise<void>((resolve) => client.once('ready', () => resolve()))
  return { client, close: async () => client.disconnect() }
}

export const singleClients: Readonly<
  Record<string, (port: number) => Promise<TestClient<RedisClient & RedisSubscriber>>>
> = { redis: nodeRedis, ioredis }

export const clusterClients: Readonly<
  Record<string, (ports: readonly number[]) => Promise<TestClient>>
> = { 'redis, cluster': nodeRedisCluster, 'ioredis, cluster': ioredisCluster }
