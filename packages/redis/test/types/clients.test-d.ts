import type { IntrospectionCache, ReplayStore } from '@portcullis/core'
import { type Cluster, Redis } from 'ioredis'
import { type Cluster as Cluster5, Redis as Redis5 } from 'ioredis-5'
import { createClient, createClientPool, createCluster } from 'redis'
import { createClient as createClient5, createCluster as createCluster5 } from 'redis-5'
import { expectTypeOf, test } from 'vitest'
import { redisIntrospectionCache, redisReplayStore } from '../../src/index.js'

declare const io: Redis
declare const ioCluster: Cluster
declare const ioCluster5: Cluster5

test('clients of both libraries are taken as they are', () => {
  const client = createClient({ url: 'redis://127.0.0.1', disableOfflineQueue: true })
  const cluster = createCluster({ rootNodes: [] })
  for (const each of [
    client,
    createClient(),
    cluster,
    io,
    ioCluster,
    new Redis({ lazyConnect: true }),
    createClient5(),
    createClient5({ RESP: 3 }),
    createCluster5({ rootNodes: [] }),
    new Redis5({ lazyConnect: true }),
    ioCluster5,
  ]) {
    expectTypeOf(redisReplayStore({ client: each })).toExtend<ReplayStore>()
    expectTypeOf(redisIntrospectionCache({ client: each })).toExtend<IntrospectionCache>()
  }
  redisIntrospectionCache({ client: cluster, subscriber: client.duplicate() })
  redisIntrospectionCache({ client: io, subscriber: io.duplicate(), nearCache: { seconds: 1 } })
})

test('what is no client is not', () => {
  // @ts-expect-error a URL is not a client
  redisReplayStore({ client: 'redis://127.0.0.1' })
  // @ts-expect-error a pool keeps no order of commands
  redisReplayStore({ client: createClientPool() })
  // @ts-expect-error nobody can tell whether a cluster client is subscribed
  redisIntrospectionCache({ client: ioCluster, subscriber: createCluster({ rootNodes: [] }) })
  // @ts-expect-error the dangerous option is spelt out
  redisReplayStore({ client: io, onUnavailable: true })
})
