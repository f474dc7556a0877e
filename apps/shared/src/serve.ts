import type { RequestListener } from 'node:http'
import {
  createResourceServer,
  type ResourceServer,
  type ResourceServerOptions,
} from '@portcullis/core'
import type { Settings } from './environment.js'
import { listen } from './listen.js'
import { createLog, type Log } from './log.js'
import { connectRedis } from './redis-connection.js'
import { type SharedStores, sharedStores } from './shared-stores.js'

/** Makes the application around a guard. */
export type CreateApp = (
  guard: ResourceServer,
  log: Log,
) => RequestListener | Promise<RequestListener>

/** An API that answers. */
export interface Running {
  /** The address listened on, such as `http://127.0.0.1:41234`. */
  readonly url: string
  /** Takes no more requests, lets those under way end, resolves when all connections are closed. */
  close(): Promise<void>
}

/** What the environment says, or with more options of the guard than it has words for. */
export type Served = Omit<Settings, 'guard'> & { readonly guard: ResourceServerOptions }

/**
 * Listens, then makes guard and application: unless told otherwise, the guard's URL is an address known
 * only by then.
 *
 * @throws EnvironmentError when the address cannot be had
 */
export async function serve(
  settings: Served,
  createApp: CreateApp,
  log: Log = createLog(),
): Promise<Running> {
  const { server, url, close } = await listen(settings)
  const redis = settings.redis && connectRedis(settings.redis, log)
  const stores = redis && sharedStores(redis, log, settings.guard.clock)
  const guard = createResourceServer(guardOptions(settings, url, log, stores))
  server.on('request', await createApp(guard, log))
  // Not awaited: public routes are there without an issuer.
  void guard.warmUp()
  await stores?.started
  return { url, close: () => close().finally(() => redis?.close()) }
}

/** Metadata and challenges speak of `PUBLIC_URL` or the address listened on, never of a `Host` header. */
function guardOptions(
  { guard }: Served,
  url: string,
  log: Log,
  stores: SharedStores | undefined,
): ResourceServerOptions {
  const resource = guard.publicUrl === undefined ? { resource: url } : {}
  const hooks = { onDenial: log.refusal, onBreakdown: log.refusal, onUntrustedHeader: log.stranger }
  return { ...guard, ...resource, ...hooks, ...stores?.options }
}
