import { createResourceServer } from '@portcullis/core'
import { redisIntrospectionCache, redisReplayStore } from '@portcullis/redis'
import { createClient } from 'redis'

declare const dpopNonceSecret: string
declare const introspectionSecret: string
declare const cacheKey: Uint8Array

// #region client
const client = createClient({
  url: 'rediss://api:secret@redis.example.com:6379',
  disableOfflineQueue: true, // a request is refused at once, and does not wait for Redis to come back
  commandsQueueMaxLength: 10_000,
  socket: { reconnectStrategy: 200, connectTimeout: 500 },
})
client.on('error', (error) => console.error('redis', error.code ?? error.name)) // not its message
void client.connect() // not awaited: the API starts without Redis
// #endregion client

// #region guard
const subscriber = client.duplicate()
subscriber.on('error', () => {}) // the client has said it
void subscriber.connect()

const replayStore = redisReplayStore({ client })
client.on('ready', () => void replayStore.warmUp())

export const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  introspection: { clientId: 'api1', clientSecret: introspectionSecret },
  dpop: { mode: 'allowed', nonce: { secrets: [dpopNonceSecret] } },
  replayStore,
  introspectionCache: redisIntrospectionCache({
    client,
    subscriber, // deletions reach this node, and it may keep answers itself for five seconds
    encryptionKeys: [cacheKey], // 32 random bytes, the same on every node
  }),
})
// #endregion guard

// #region wait
export const waitingStore = redisReplayStore({
  client,
  waitForReplicas: 2, // all of them: any may be the one that takes over
})
// #endregion wait
