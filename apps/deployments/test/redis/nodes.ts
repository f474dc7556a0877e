import { type RunningTestIssuer, startTestIssuer } from '@portcullis/testing'
import type { RunningRedis } from '@portcullis-tooling/services'
import { type Api, startApi } from '../api.js'
import { publicUrl } from './client.js'

export interface Nodes {
  readonly issuer: RunningTestIssuer
  readonly apis: readonly [Api, Api]
  stop(): Promise<void>
}

export interface NodesOptions {
  /** What their stores are. */
  readonly redisUrl: string
  readonly variables?: Readonly<Record<string, string>>
  /** What they are, if not the reference API. */
  readonly program?: string
  /** What the first is told besides. */
  readonly first?: Readonly<Record<string, string>>
}

/** Two processes of one API, which clients know by one URL, and their issuer. */
export async function startNodes(options: NodesOptions): Promise<Nodes> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    const issuer = await startTestIssuer()
    stops.push(issuer.close)
    const environment = {
      ISSUER: issuer.issuer,
      INTROSPECTION_CLIENT_ID: 'api1',
      INTROSPECTION_CLIENT_SECRET: 'api1_secret',
      PUBLIC_URL: publicUrl,
      REDIS_URL: options.redisUrl,
      ...options.variables,
    }
    const start = async (own: NodesOptions['first'] = {}) => {
      const api = await startApi({ ...environment, ...own }, options.program)
      stops.push(api.stop)
      return api
    }
    return { issuer, apis: [await start(options.first), await start()], stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Says of an empty Redis that no proof was used before, as one may of a new one: otherwise the first proofs
 * are refused for some seconds. The nodes have looked at it already.
 */
export async function declareNew(...members: readonly RunningRedis[]): Promise<void> {
  for (const { command } of members) {
    for (const key of [await command('KEYS', '*:epoch')].flat())
      await command('SET', String(key), '1')
  }
}
