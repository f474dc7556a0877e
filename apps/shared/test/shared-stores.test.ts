import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import type { RedisEvent } from '../src/log.js'
import { connectRedis } from '../src/redis-connection.js'
import { sharedStores } from '../src/shared-stores.js'

async function eventsAt(args: readonly string[], values: Readonly<Record<string, string>> = {}) {
  const redis = await startRedis({ args })
  const events: RedisEvent[] = []
  const log = { redis: (event: RedisEvent) => events.push(event) }
  const connection = connectRedis({ urls: [redis.url] }, log)
  const { started, options } = sharedStores(connection, log)
  try {
    await started
    for (const [key, value] of Object.entries(values)) await redis.command('SET', key, value)
    await options.introspectionCache.get('a-key')
    return events
  } finally {
    connection.close()
    await redis.stop()
  }
}

describeWith('redis-server', 'what is logged of a Redis', () => {
  test('that was empty', async () => {
    expect(await eventsAt([])).toEqual([{ event: 'redis_empty' }])
  })

  test('that may evict proofs', async () => {
    const args = ['--maxmemory', '10mb', '--maxmemory-policy', 'allkeys-lru']
    expect(await eventsAt(args)).toContainEqual({
      event: 'redis_may_evict',
      reason: 'allkeys-lru',
    })
  })

  test('that holds what no API like this wrote', async () => {
    const values = { 'portcullis:introspection:{a-key}': 'something' }
    expect(await eventsAt([], values)).toContainEqual({
      event: 'redis_value_refused',
      reason: 'malformed',
    })
  })
})
