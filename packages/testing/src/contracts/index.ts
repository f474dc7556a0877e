export {
  type CacheEntry,
  type CacheUnderTest,
  describeIntrospectionCache,
} from './introspection-cache.js'
export {
  describeReplayStore,
  type ReplayStoreSetting,
  type ReplayStoreUnderTest,
} from './replay-store.js'
export type { TestRunner } from './runner.js'
