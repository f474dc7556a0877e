import { setTimeout as pause } from 'node:timers/promises'
import { createCluster } from 'redis'
import type { OpenRedis } from './open-redis.js'
import { connectionOptions, reconnectMilliseconds } from './redis-options.js'
import type { RedisOutages } from './redis-outages.js'
import type { Pulsing } from './redis-pulse.js'

type ClusterClient = ReturnType<typeof create>

/** What the cluster as a whole is called in the log. */
const clusterName = 'cluster'

/** @param urls - of some of its nodes, checked by `redisSettings` */
export function openCluster(
  urls: readonly string[],
  outages: RedisOutages,
): OpenRedis<ClusterClient> {
  const client = create(urls)
  client.on('error', (error) => outages.begin(clusterName, error))
  client.on('node-error', (error, node) => outages.begin(nameOf(node), error))
  client.on('node-ready', (node) => {
    outages.end(clusterName)
    outages.end(nameOf(node))
  })
  client.on('node-disconnect', (node) => outages.forget(nameOf(node)))
  const closing = new AbortController()
  return {
    client,
    connected: connect(client, closing.signal, outages),
    onReady: (listener) => void client.on('node-ready', listener),
    connections: () => connectionsOf(client),
    close() {
      closing.abort()
      client.destroy()
    },
  }
}

/** Unlike a client for one server it gives up when it finds no node at first. */
async function connect(client: ClusterClient, signal: AbortSignal, outages: RedisOutages) {
  while (!signal.aborted) {
    try {
      await client.connect()
      return outages.end(clusterName)
    } catch (error) {
      outages.begin(clusterName, error)
      await pause(reconnectMilliseconds)
    }
  }
}

function* connectionsOf({ masters }: ClusterClient): Iterable<readonly [string, Pulsing]> {
  for (const { client, address } of masters) {
    if (client !== undefined) yield [address, client]
  }
}

function nameOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`
}

function create(urls: readonly string[]) {
  const { protocol, username, password } = new URL(urls[0] ?? '')
  const { socket, ...options } = connectionOptions()
  return createCluster({
    rootNodes: urls.map((url) => ({ url })),
    defaults: {
      ...options,
      socket: { ...socket, tls: protocol === 'rediss:' },
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
    },
    // Where its slots went while a node is away.
    topologyRefreshOnReconnectionAttemptStrategy: reconnectMilliseconds,
  })
}
