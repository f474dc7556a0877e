import { describeIntrospectionCache, describeReplayStore } from '@portcullis/testing/contracts'
import { startRedis, startRedisCluster } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type RedisClient, redisIntrospectionCache, redisReplayStore } from '../src/index.js'
import { clusterClients, singleClients, type TestClient } from './support/clients.js'

type Server = { readonly ports: readonly number[]; readonly stop: () => Promise<void> }

async function oneServer(): Promise<Server> {
  const redis = await startRedis()
  return { ports: [redis.port], stop: redis.stop }
}

async function cluster(): Promise<Server> {
  const { nodes, stop } = await startRedisCluster()
  return { ports: nodes.map(({ port }) => port), stop }
}

const clients: readonly (readonly [
  string,
  () => Promise<Server>,
  (ports: readonly number[]) => Promise<TestClient>,
])[] = [
  ...Object.entries(singleClients).map(
    ([name, make]) => [name, oneServer, ([port = 0]: readonly number[]) => make(port)] as const,
  ),
  ...Object.entries(clusterClients).map(([name, make]) => [name, cluster, make] as const),
]

const secrets = [crypto.getRandomValues(new Uint8Array(32))]

for (const [name, start, make] of clients) {
  describeWith('redis-server', `[R82, R87, R120, A13] with ${name}`, () => {
    let server: Server
    let own: TestClient
    let theirs: TestClient
    beforeAll(async () => {
      server = await start()
      own = await make(server.ports)
      theirs = await make(server.ports)
    })
    afterAll(async () => {
      await own.close()
      await theirs.close()
      await server.stop()
    })

    describeReplayStore({ describe, test }, 'redisReplayStore', async () => {
      const store = async (client: RedisClient) => {
        const made = redisReplayStore({ client })
        await made.warmUp()
        return made
      }
      return { store: await store(own.client), other: await store(theirs.client) }
    })

    describeIntrospectionCache({ describe, test }, 'redisIntrospectionCache', () =>
      redisIntrospectionCache({ client: own.client }),
    )

    describeIntrospectionCache({ describe, test }, 'redisIntrospectionCache, encrypted,', () =>
      redisIntrospectionCache({ client: own.client, encryptionKeys: secrets }),
    )
  })
}
