export type { IntrospectionCache, IntrospectionEntry } from './introspection-cache.js'
export { memoryIntrospectionCache } from './memory-introspection-cache.js'
export {
  type MemoryReplayStore,
  type MemoryReplayStoreOptions,
  memoryReplayStore,
} from './memory-replay-store.js'
export type { Forgotten, ReplayStore } from './replay-store.js'
