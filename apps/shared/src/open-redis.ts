import type { Pulsing } from './redis-pulse.js'

/** A server or a cluster, and how its connections fare. */
export interface OpenRedis<Client> {
  readonly client: Client
  /** Settles when it was there for the first time, or was closed. */
  readonly connected: Promise<unknown>
  /** Called whenever a connection has come about, also the first time. */
  onReady(listener: () => void): void
  /** The connections there are at the moment, by the name of their server. */
  connections(): Iterable<readonly [server: string, connection: Pulsing]>
  close(): void
}
