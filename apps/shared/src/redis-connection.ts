import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from './log.js'
import { openCluster } from './redis-cluster.js'
import { RedisOutages } from './redis-outages.js'
import { startPulse } from './redis-pulse.js'
import { openServer } from './redis-server.js'
import type { RedisSettings } from './redis-settings.js'

/** A connection is given up when it did not answer a `PING`: about a second after it went mute. */
const pulse = { everyMilliseconds: 250, patienceMilliseconds: 750 }
/** How long the start waits for a Redis that may not be there. */
const startMilliseconds = 1_000

export interface RedisConnection {
  readonly client:
    | ReturnType<typeof openServer>['client']
    | ReturnType<typeof openCluster>['client']
  /** Resolves once it is there, or after a second without. */
  readonly started: Promise<unknown>
  /** Called whenever a connection has come about, also the first time. */
  onReady(listener: () => void): void
  /** Gives up what is under way. */
  close(): void
}

/**
 * Connects, and tries again for as long as it takes: an API starts without its Redis, and refuses what it
 * needs it for.
 */
export function connectRedis({ urls }: RedisSettings, log: Pick<Log, 'redis'>): RedisConnection {
  const outages = new RedisOutages(log)
  const [url = ''] = urls
  const open = urls.length > 1 ? openCluster(urls, outages) : openServer(url, outages)
  const endPulse = startPulse({
    ...pulse,
    connections: open.connections,
    onSilence: (server) => outages.begin(server, new Error('SILENT for too long')),
  })
  return {
    client: open.client,
    onReady: open.onReady,
    started: Promise.race([open.connected, pause(startMilliseconds)]),
    close() {
      endPulse()
      open.close()
    },
  }
}
