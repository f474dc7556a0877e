/**
 * The public surface of `@portcullis/redis`, by name. What is not here is private.
 *
 * @module
 */

export type {
  IoredisClient,
  NodeRedisClient,
  NodeRedisCluster,
  RedisClient,
} from './client/redis-client.js'
export type {
  IoredisSubscriber,
  NodeRedisSubscriber,
  RedisSubscriber,
} from './client/redis-subscriber.js'
export type {
  IntrospectionCacheEvent,
  NearCacheOptions,
  RedisIntrospectionCacheOptions,
} from './introspection/options.js'
export { redisIntrospectionCache } from './introspection/redis-introspection-cache.js'
export type { ValueFault } from './introspection/value-codec.js'
export {
  type RedisReplayStore,
  type RedisReplayStoreOptions,
  type ReplayStoreEvent,
  redisReplayStore,
} from './replay/redis-replay-store.js'
