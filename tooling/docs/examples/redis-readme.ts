import { protect } from '@portcullis/express'
import { redisIntrospectionCache, redisReplayStore } from '@portcullis/redis'
import express from 'express'
import { createClient } from 'redis'

const client = createClient({ url: 'redis://127.0.0.1:6379', disableOfflineQueue: true })
client.on('error', () => {})
void client.connect()

const app = express()
app.use(
  protect({
    issuer: 'https://identity.example.com',
    audience: 'api1',
    replayStore: redisReplayStore({ client }),
    introspectionCache: redisIntrospectionCache({ client }),
  }),
)
