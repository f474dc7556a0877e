import { createClient } from 'redis'
import type { OpenRedis } from './open-redis.js'
import { connectionOptions } from './redis-options.js'
import type { RedisOutages } from './redis-outages.js'

type ServerClient = ReturnType<typeof create>

/** @param url - checked by `redisSettings` */
export function openServer(url: string, outages: RedisOutages): OpenRedis<ServerClient> {
  const client = create(url)
  const server = nameOf(url)
  client.on('error', (error) => outages.begin(server, error))
  client.on('ready', () => outages.end(server))
  return {
    client,
    connected: client.connect().catch(() => {}),
    onReady: (listener) => void client.on('ready', listener),
    connections: () => [[server, client]],
    close: () => client.destroy(),
  }
}

function create(url: string) {
  return createClient({ url, ...connectionOptions() })
}

/** Host and port, or the path of a Unix socket: no user, no password. */
function nameOf(url: string): string {
  const { host, pathname, protocol } = new URL(url.replace(/^unix:\/\/[^/]*/, 'unix://'))
  return protocol === 'unix:' ? pathname : host
}
